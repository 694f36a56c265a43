"""What IAM has to refuse, whatever the code asks for, each with what it would be in words."""

from itertools import product

from tests.permissions import deciders, entering, in_members, outsiders
from tests.permissions.ask import Ask, Told, keys
from tests.permissions.policies import HOME, HUB, Policies


def forbidden(policies: Policies, needed: set[Ask]) -> list[tuple[str, Ask]]:
    """Everything that has to be refused; nothing that is needed is among it."""
    kinds = (
        _anothers_work(policies, needed),
        _another_service(needed),
        _beyond_the_stack(policies),
        entering.forbidden(policies),
        outsiders.forbidden(policies),
        in_members.forbidden(policies),
        deciders.forbidden(policies),
    )
    return [told for kind in kinds for told in kind if told[1] not in needed]


def _anothers_work(policies: Policies, needed: set[Ask]) -> Told:
    """A function does what another one has to do."""
    own = {(ask.who, ask.action, ask.on) for ask in needed if not ask.action.startswith("kms:")}
    hubs = policies.functions
    shared = ("kms:", "xray:", "ec2:")
    for who, ask in product(hubs, sorted(needed, key=str)):
        does = ask.who in hubs and not ask.action.startswith(shared)
        if does and (who, ask.action, ask.on) not in own:
            yield "a function does another one's work", Ask(who, ask.action, ask.on, ask.keys)


def _stack(name: str) -> str:
    return f"arn:aws:cloudformation:{HOME}:{HUB}:stack/{name}/*"


def _function(name: str) -> str:
    return f"arn:aws:lambda:{HOME}:{HUB}:function:{name}"


def _another_service(needed: set[Ask]) -> Told:
    """A service does what another one has to do, under whatever keys."""
    for ask in needed:
        if not ask.who.startswith("arn:"):
            other = Ask("codebuild.amazonaws.com", ask.action, ask.on, ask.keys)
            yield f"another service than {ask.who}", other


def _beyond_the_stack(policies: Policies) -> Told:
    here = f"{HOME}:{HUB}"
    others = (
        ("publishes to another topic", "sns:Publish", f"arn:aws:sns:{here}:another"),
        ("writes to another table", "dynamodb:PutItem", f"arn:aws:dynamodb:{here}:table/another"),
        ("reads another table", "dynamodb:Query", f"arn:aws:dynamodb:{here}:table/another"),
        ("reads a whole table", "dynamodb:Scan", policies.hub.arn("Ledger")),
        ("deletes the ledger", "dynamodb:DeleteTable", policies.hub.arn("Ledger")),
        ("sends to another queue", "sqs:SendMessage", f"arn:aws:sqs:{here}:another"),
        ("takes from another queue", "sqs:ReceiveMessage", f"arn:aws:sqs:{here}:another"),
        ("empties a queue", "sqs:PurgeQueue", policies.hub.arn("AcceptDeadLetters")),
        ("speaks on another bus", "events:PutEvents", f"arn:aws:events:{here}:event-bus/default"),
        ("writes another log", "logs:PutLogEvents", f"arn:aws:logs:{here}:log-group:another:*"),
        ("gives itself permissions", "iam:PutRolePolicy", policies.hub.arn("AcceptRole")),
        ("looks at another stack", "cloudformation:DescribeStacks", _stack("another")),
        ("reads another function", "lambda:GetFunctionConfiguration", _function("another")),
        ("changes a function", "lambda:UpdateFunctionCode", policies.hub.arn("AcceptFunction")),
        ("touches EC2 itself", "ec2:CreateRoute", f"arn:aws:ec2:{here}:route-table/rtb-1"),
    )
    hubs = [*policies.functions, policies.hub.arn("OperatorRole")]
    for who, (words, action, on) in product(hubs, others):
        yield f"a function {words}", Ask(who, action, on)
    notify = policies.hub.arn("NotifyRole")
    for action in ("PutItem", "UpdateItem", "DeleteItem", "GetItem"):
        told = keys({"dynamodb:LeadingKeys": ("pcx-1",)})
        ask = Ask(notify, f"dynamodb:{action}", policies.hub.arn("Ledger"), told)
        yield "notify touches what is remembered of a connection", ask
