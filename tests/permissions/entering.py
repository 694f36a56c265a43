"""Who may not assume whose role."""

from itertools import product

from tests.permissions.ask import Ask, Told, keys
from tests.permissions.delivered import EVENTS
from tests.permissions.policies import (
    ACCEPTER,
    ADMIN,
    HOME,
    HUB,
    REQUESTER,
    TRAPS,
    WIDE_OPEN,
    Policies,
)
from tests.permissions.request import STRANGER

EXTERNAL_ID = keys({"sts:ExternalId": "vpc-peering-autopilot"})


def forbidden(policies: Policies) -> Told:
    """Everything about entering accounts that has to be refused."""
    yield from _elsewhere(policies)
    yield from _members(policies)
    yield from _services(policies)


def _elsewhere(policies: Policies) -> Told:
    for who in (*policies.functions, policies.hub.arn("OperatorRole")):
        for trap in TRAPS:
            yield "enters an account outside the organization", _assume(who, trap)
        yield "enters as another role", _assume(who, WIDE_OPEN)


def _members(policies: Policies) -> Told:
    operator = policies.hub.arn("OperatorRole")
    for whose in (HUB, STRANGER):
        yield (
            "becomes an operator unasked",
            Ask(ADMIN.format(account=whose), "sts:AssumeRole", operator),
        )
    for name, account in product(("accept", "route", "operator"), (REQUESTER, ACCEPTER)):
        role = f"arn:aws:iam::{account}:role/vpc-peering-{name}"
        ours = policies.hub.arn(f"{name.capitalize()}Role")
        yield "enters without an external id", Ask(ours, "sts:AssumeRole", role)
        wrong = keys({"sts:ExternalId": "guessed"})
        yield "enters with a wrong external id", Ask(ours, "sts:AssumeRole", role, wrong)
        for whose in (HUB, STRANGER):
            admin = ADMIN.format(account=whose)
            yield f"{admin} enters with the external id", _assume(admin, role)


def _services(policies: Policies) -> Told:
    for stack in (policies.hub, *policies.members):
        for name, properties in stack.resources("AWS::IAM::Role").items():
            role = stack.arn(name)
            for service in ("ec2.amazonaws.com", "codebuild.amazonaws.com"):
                yield f"{service} assumes a role", Ask(service, "sts:AssumeRole", role)
            if EVENTS in str(properties["AssumeRolePolicyDocument"]):
                for whose, rule in ((STRANGER, "vpc-peering-forward"), (stack.account, "another")):
                    on = f"arn:aws:events:{stack.region}:{stack.account}:rule/{rule}"
                    told = keys({"aws:SourceAccount": whose, "aws:SourceArn": on})
                    yield f"the rule {on} forwards", Ask(EVENTS, "sts:AssumeRole", role, told)
                other = f"arn:aws:events:{HOME}:{stack.account}:event-bus/catch-all"
                yield "forwards to another bus", Ask(role, "events:PutEvents", other)


def _assume(who: str, role: str) -> Ask:
    return Ask(who, "sts:AssumeRole", role, EXTERNAL_ID)
