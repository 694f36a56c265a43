"""IAM's say in EC2 calls: the resources and condition keys that EC2 gives for each action.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from localcloud.cloudtrail.caller import Caller
from localcloud.cloudtrail.record import Refusal, reads
from localcloud.gateway.backend import Ec2Backend
from localcloud.gateway.policies import Request, session_allows

ON_CONNECTION = frozenset(
    {
        "AcceptVpcPeeringConnection",
        "RejectVpcPeeringConnection",
        "DeleteVpcPeeringConnection",
        "ModifyVpcPeeringConnectionOptions",
    }
)
ON_ROUTE_TABLE = frozenset({"CreateRoute", "ReplaceRoute", "DeleteRoute"})
ON_TAGGED = frozenset({"CreateTags", "DeleteTags"})
KINDS = {"pcx": "vpc-peering-connection", "rtb": "route-table", "vpc": "vpc", "subnet": "subnet"}


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource that an action needs leave for, with its condition keys."""

    arn: str
    keys: dict[str, str | list[str] | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Authorization:
    """Decides whether a caller may make an EC2 call, by looking up what the call is about."""

    backend: Ec2Backend

    def refuses(
        self, caller: Caller, region: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Refusal | None:
        """What EC2 answers if some resource isn't allowed; None if the call may go on.

        What doesn't exist is not refused: EC2 answers itself that it is not found.
        """
        if caller.role is None:
            return None
        action = query.get("Action", "")
        call = _Call(self.backend, caller, region, query, headers)
        for resource in call.resources(action):
            asked = Request(f"ec2:{action}", resource.arn, region, resource.keys)
            if not session_allows(caller, asked):
                return _unauthorized(caller, action, resource)
        return None


@dataclass(frozen=True, slots=True)
class _Call:
    backend: Ec2Backend
    caller: Caller
    region: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

    def resources(self, action: str) -> Iterator[Resource]:
        if action in ON_CONNECTION:
            yield from self._connection(action)
        elif action in ON_ROUTE_TABLE:
            yield from self._route_table()
        elif action in ON_TAGGED:
            yield from self._tagged()
        elif reads(action):
            yield Resource("*")
        else:
            yield Resource(self._arn("*/*"))

    def _connection(self, action: str) -> Iterator[Resource]:
        connection_id = self.query.get("VpcPeeringConnectionId", "")
        found = self._describe("VpcPeeringConnections", VpcPeeringConnectionId=connection_id).find(
            ".//{*}vpcPeeringConnectionSet/{*}item"
        )
        if found is None:
            return
        keys = {
            "ec2:RequesterVpc": self._vpc_arn(found, "requesterVpcInfo"),
            "ec2:AccepterVpc": self._vpc_arn(found, "accepterVpcInfo"),
        }
        arn = self._arn(f"vpc-peering-connection/{connection_id}")
        yield Resource(arn, {**keys, **_tags(found)})
        if action == "AcceptVpcPeeringConnection":
            vpc_id = found.findtext("{*}accepterVpcInfo/{*}vpcId") or ""
            vpc = self._describe("Vpcs", VpcId=vpc_id)
            yield Resource(self._arn(f"vpc/{vpc_id}"), {"ec2:VpcID": vpc_id, **_tags(vpc)})

    def _route_table(self) -> Iterator[Resource]:
        table_id = self.query.get("RouteTableId", "")
        found = self._describe("RouteTables", RouteTableId=table_id)
        vpc_id = found.findtext(".//{*}routeTableSet/{*}item/{*}vpcId")
        if vpc_id is not None:
            keys = {"ec2:Vpc": self._arn(f"vpc/{vpc_id}"), **_tags(found)}
            yield Resource(self._arn(f"route-table/{table_id}"), keys)

    def _tagged(self) -> Iterator[Resource]:
        names = {k: v for k, v in self.query.items() if k.startswith("Tag.")}
        keys: dict[str, str | list[str] | None] = {
            "aws:TagKeys": [v for k, v in names.items() if k.endswith(".Key")]
        }
        for name, key in names.items():
            if name.endswith(".Key"):
                keys[f"aws:RequestTag/{key}"] = names.get(name.removesuffix("Key") + "Value")
        for name, resource_id in self.query.items():
            if name.startswith("ResourceId."):
                kind = KINDS.get(resource_id.split("-", 1)[0], "*")
                yield Resource(self._arn(f"{kind}/{resource_id}"), keys)

    def _describe(self, plural: str, **ids: str) -> Element:
        named = {f"{name}.1": value for name, value in ids.items()}
        query = {"Action": f"Describe{plural}", **named}
        return self.backend.ask(self.caller.account_id, self.headers, **query)

    def _arn(self, resource: str) -> str:
        return f"arn:aws:ec2:{self.region}:{self.caller.account_id}:{resource}"

    def _vpc_arn(self, connection: Element, side: str) -> str:
        region = connection.findtext(f"{{*}}{side}/{{*}}region") or self.region
        owner = connection.findtext(f"{{*}}{side}/{{*}}ownerId")
        return f"arn:aws:ec2:{region}:{owner}:vpc/{connection.findtext(f'{{*}}{side}/{{*}}vpcId')}"


def _tags(described: Element) -> dict[str, str | list[str] | None]:
    items = described.findall(".//{*}tagSet/{*}item")
    return {f"aws:ResourceTag/{i.findtext('{*}key')}": i.findtext("{*}value") for i in items}


def _unauthorized(caller: Caller, action: str, resource: Resource) -> Refusal:
    return Refusal(
        "UnauthorizedOperation",
        f"You are not authorized to perform this operation. User: {caller.arn} is not authorized "
        f"to perform: ec2:{action} on resource: {resource.arn} because no identity-based policy "
        f"allows the ec2:{action} action.",
    )
