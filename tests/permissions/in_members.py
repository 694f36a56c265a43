"""What the roles in member accounts may not do to EC2."""

from itertools import product

from peering.aws.sessions import READ_ONLY
from tests.permissions.ask import Ask, Told, Value, keys
from tests.permissions.asked import TAG
from tests.permissions.policies import ACCEPTER, AWAY, REQUESTER, Policies
from tests.permissions.request import STRANGER

_ROLE = "arn:aws:iam::{account}:role/vpc-peering-{name}"
_ACCEPTS = _ROLE.format(account=ACCEPTER, name="accept")
_ROUTES = _ROLE.format(account=ACCEPTER, name="route")
_LOOKS = _ROLE.format(account=ACCEPTER, name="operator")
_WRITES_ROUTES = ("ec2:CreateRoute", "ec2:ReplaceRoute", "ec2:DeleteRoute")
_OWN_TAGS: dict[str, Value] = {"aws:TagKeys": ("Name", "vpc-peering:rule")}


def ec2(resource: str, account: str = ACCEPTER) -> str:
    """The ARN of something of EC2's."""
    return f"arn:aws:ec2:{AWAY}:{account}:{resource}"


CONNECTION, TABLE, VPC = (
    ec2("vpc-peering-connection/pcx-1"),
    ec2("route-table/rtb-1"),
    ec2("vpc/vpc-1"),
)
_ADMITTED = keys({"ec2:RequesterVpc": ec2("vpc/vpc-2", REQUESTER)})


def forbidden(policies: Policies) -> Told:
    """Everything of EC2's that has to be refused; the same in every member account."""
    if tag := policies.terms.tables:
        yield from _untagged(tag)
    yield from _accepting()
    yield from _beyond_peering()
    yield from _routing()
    yield from _while_looking()


def _accepting() -> Told:
    accept, reject = "ec2:AcceptVpcPeeringConnection", "ec2:RejectVpcPeeringConnection"
    stranger = keys({"ec2:RequesterVpc": ec2("vpc/vpc-3", STRANGER)})
    yield "accepts a VPC that is not admitted", Ask(_ACCEPTS, accept, CONNECTION, stranger)
    yield "accepts a VPC that EC2 does not tell", Ask(_ACCEPTS, accept, CONNECTION)
    for account, action in product((REQUESTER, STRANGER), (accept, reject)):
        theirs = ec2("vpc-peering-connection/pcx-1", account)
        yield "answers in another account", Ask(_ACCEPTS, action, theirs, _ADMITTED)
    yield "accepts into another account's VPC", Ask(_ACCEPTS, accept, ec2("vpc/vpc-1", REQUESTER))
    for action in (accept, reject):
        yield "route answers requests", Ask(_ROUTES, action, CONNECTION, _ADMITTED)
    yield "route accepts into a VPC", Ask(_ROUTES, accept, VPC)


def _beyond_peering() -> Told:
    for who in (_ACCEPTS, _ROUTES, _LOOKS):
        for on in (CONNECTION, VPC):
            yield "asks for a connection", Ask(who, "ec2:CreateVpcPeeringConnection", on)
        yield "deletes a connection", Ask(who, "ec2:DeleteVpcPeeringConnection", CONNECTION)
        yield "deletes a VPC", Ask(who, "ec2:DeleteVpc", VPC)
        yield (
            "opens a security group",
            Ask(who, "ec2:AuthorizeSecurityGroupIngress", ec2("security-group/sg-1")),
        )
        yield "makes a route table", Ask(who, "ec2:CreateRouteTable", VPC)
        yield "deletes a route table", Ask(who, "ec2:DeleteRouteTable", TABLE)
        yield "takes tags away", Ask(who, "ec2:DeleteTags", CONNECTION, keys(_OWN_TAGS))
        yield "looks at instances", Ask(who, "ec2:DescribeInstances", "*")


def _routing() -> Told:
    for action in _WRITES_ROUTES:
        yield "accept writes a route", Ask(_ACCEPTS, action, TABLE)
        theirs = ec2("route-table/rtb-1", REQUESTER)
        yield "writes a route in another account", Ask(_ROUTES, action, theirs)
        yield "an operator writes a route", Ask(_LOOKS, action, TABLE)
    change = "ec2:ModifyVpcPeeringConnectionOptions"
    theirs = ec2("vpc-peering-connection/pcx-1", REQUESTER)
    yield "accept changes options", Ask(_ACCEPTS, change, CONNECTION)
    yield "changes options in another account", Ask(_ROUTES, change, theirs)
    for tags in (("Owner",), ("Name", "Owner"), ("vpc-peering",)):
        told = keys({"aws:TagKeys": tags})
        yield f"writes the tags {tags}", Ask(_ROUTES, "ec2:CreateTags", CONNECTION, told)
    for on in (TABLE, VPC):
        yield "tags what is no connection", Ask(_ROUTES, "ec2:CreateTags", on, keys(_OWN_TAGS))


def _untagged(tag: str) -> Told:
    for action in _WRITES_ROUTES:
        yield "writes into a table without the tag", Ask(_ROUTES, action, TABLE)
        for other in ("", f"un{tag}"):
            told = keys({TAG: other})
            yield "writes into a table with another tag", Ask(_ROUTES, action, TABLE, told)


def _while_looking() -> Told:
    """What the role may do, in a session that is narrowed to looking."""
    tries = [(action, TABLE) for action in _WRITES_ROUTES]
    tries += [("ec2:ModifyVpcPeeringConnectionOptions", CONNECTION), ("ec2:CreateTags", CONNECTION)]
    for action, on in tries:
        told = keys(_OWN_TAGS) if action == "ec2:CreateTags" else ()
        yield "writes in a session that looks", Ask(_ROUTES, action, on, told, READ_ONLY)
    for action, on in (("Accept", CONNECTION), ("Accept", VPC), ("Reject", CONNECTION)):
        asked = f"ec2:{action}VpcPeeringConnection"
        yield "answers in a session that looks", Ask(_ACCEPTS, asked, on, _ADMITTED, READ_ONLY)
