"""What nobody from outside may put, deliver, read or say in the clear."""

from collections.abc import Iterator, Mapping
from itertools import product

from tests.permissions.ask import Ask, Told, Value, keys
from tests.permissions.delivered import ALARMS, EVENTS, RECORD, TOPICS
from tests.permissions.policies import ADMIN, HOME, HUB, OTHER_KEY, REQUESTER, Policies
from tests.permissions.request import STRANGER

_STRANGER = ADMIN.format(account=STRANGER)


def forbidden(policies: Policies) -> Told:
    """Everything that outsiders try, and has to be refused."""
    yield from _forging(policies)
    yield from _delivering(policies)
    yield from _without_tls(policies)
    yield from _using_the_key(policies)


def _forging(policies: Policies) -> Told:
    """Who puts what on the hub's bus, and how."""
    bus = policies.hub.arn("PeeringBus")
    ours, forged = "vpc-peering-autopilot", "Peering Routed"
    forwarded: dict[str, Value] = {
        "events:source": ("aws.ec2",),
        "events:detail-type": (RECORD,),
        "events:eventBusInvocation": "true",
    }
    tries: tuple[tuple[str, str, Mapping[str, Value]], ...] = (
        ("a stranger forwards a record", STRANGER, {}),
        ("a member puts a record by hand", REQUESTER, {"events:eventBusInvocation": "false"}),
        ("a member forges the source", REQUESTER, {"events:source": (ours,)}),
        ("a member forges the type", REQUESTER, {"events:detail-type": (forged,)}),
        ("a forged source among records", REQUESTER, {"events:source": ("aws.ec2", ours)}),
        ("a forged type among records", REQUESTER, {"events:detail-type": (RECORD, forged)}),
        ("an event without a source", REQUESTER, {"events:source": ()}),
        ("an event without a type", REQUESTER, {"events:detail-type": ()}),
    )
    for words, account, instead in tries:
        told = {key: value for key, value in {**forwarded, **instead}.items() if value}
        admin = ADMIN.format(account=account)
        yield words, Ask(admin, "events:PutEvents", bus, keys(told))


def _delivering(policies: Policies) -> Told:
    """Who delivers into a queue or topic without having been told to."""
    stack = policies.hub
    theirs = {"aws:SourceArn": f"arn:aws:events:{HOME}:{STRANGER}:rule/any"}
    for name in stack.resources("AWS::SQS::Queue"):
        queue = stack.arn(name)
        yield "a stranger's rule delivers", Ask(EVENTS, "sqs:SendMessage", queue, keys(theirs))
        yield "a topic delivers", Ask(TOPICS, "sqs:SendMessage", queue)
        yield "a stranger sends", Ask(_STRANGER, "sqs:SendMessage", queue)
    for told, name in product(
        _for_a_stranger("cloudwatch", "alarm:any"), stack.resources("AWS::SNS::Topic")
    ):
        yield "a stranger's alarm publishes", Ask(ALARMS, "sns:Publish", stack.arn(name), told)


def _without_tls(policies: Policies) -> Told:
    plain = keys({"aws:SecureTransport": "false"})
    admin, stack = ADMIN.format(account=HUB), policies.hub
    for kind, action in (("SQS::Queue", "sqs:SendMessage"), ("SNS::Topic", "sns:Publish")):
        for name in stack.resources(f"AWS::{kind}"):
            yield "speaks in the clear", Ask(admin, action, stack.arn(name), plain)


def _using_the_key(policies: Policies) -> Told:
    stack = policies.hub
    elsewhere = keys({"kms:ViaService": f"s3.{HOME}.amazonaws.com"})
    for name, action in product(stack.resources("AWS::KMS::Key"), ("Decrypt", "GenerateDataKey")):
        key, used = stack.arn(name), f"kms:{action}"
        for who in (*policies.functions, stack.arn("OperatorRole")):
            yield "a function uses the key by itself", Ask(who, used, key)
            yield "a function uses the key elsewhere", Ask(who, used, key, elsewhere)
            for service in ("sqs", "dynamodb"):
                through = keys({"kms:ViaService": f"{service}.{HOME}.amazonaws.com"})
                yield "a function uses another key", Ask(who, used, OTHER_KEY, through)
        yield "a stranger uses the key", Ask(_STRANGER, used, key)
        yield "another service uses the key", Ask("s3.amazonaws.com", used, key)
        for service, source, on in ((ALARMS, "cloudwatch", "alarm:any"), (TOPICS, "sns", "any")):
            for told in _for_a_stranger(source, on):
                yield f"{source} uses the key for a stranger", Ask(service, used, key, told)


def _for_a_stranger(source: str, on: str) -> Iterator[tuple[tuple[str, Value], ...]]:
    """A service acts for a stranger: by the account, or by the ARN, that it tells."""
    for account, of in ((STRANGER, HUB), (HUB, STRANGER)):
        arn = f"arn:aws:{source}:{HOME}:{of}:{on}"
        yield keys({"aws:SourceAccount": account, "aws:SourceArn": arn})
