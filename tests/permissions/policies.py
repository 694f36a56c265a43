"""Every policy that both templates make, where they are deployed as an organization would."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tests.permissions.ask import ORGANIZATION, Ask
from tests.permissions.evaluator import ALLOWED, Evaluator
from tests.permissions.request import STRANGER, request
from tests.permissions.stack import STACK, Json, Stack

HUB, REQUESTER, ACCEPTER = "123456789012", "111122223333", "444455556666"
HOME, AWAY = "us-east-1", "eu-west-1"
ADMIN = "arn:aws:iam::{account}:role/admin"  # who may do everything in an account
OPERATORS = f"arn:aws:iam::{HUB}:role/NetworkOperators"
_EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
# What a stranger makes to catch a hub that enters any account, and what a member lets any role of
# the hub's account into.
TRAPS = tuple(
    f"arn:aws:iam::{STRANGER}:role/vpc-peering-{name}" for name in ("accept", "route", "operator")
)
WIDE_OPEN = f"arn:aws:iam::{ACCEPTER}:role/OrganizationAccountAccessRole"
OTHER_KEY = f"arn:aws:kms:us-east-1:{HUB}:key/99999999-2222-4333-8444-555555555555"
_HUBS_OWN = {"Effect": "Allow", "Principal": {"AWS": HUB}}
MEMBERS = ((HUB, HOME), (REQUESTER, HOME), (ACCEPTER, HOME), (ACCEPTER, AWAY))
# A policy on something, by the template's type: where it names that, and where it is.
_ATTACHED = {"AWS::SQS::QueuePolicy": "Queues", "AWS::SNS::TopicPolicy": "Topics"}
_INLINE = {"AWS::Events::EventBus": "Policy", "AWS::KMS::Key": "KeyPolicy"}


@dataclass(frozen=True, slots=True)
class Terms:
    """What the owner chose: an organization or named accounts, and a tag that tables need."""

    organization: str = ORGANIZATION
    tables: str = ""

    def __str__(self) -> str:
        """A word or two."""
        whose = "organization" if self.organization else "accounts"
        return f"{whose}, tagged tables" if self.tables else whose


TERMS = (Terms(), Terms(organization=""), Terms(tables="managed"))


class Policies:
    """Both templates' policies: who may do what, and whom things and roles let in."""

    def __init__(self, hub: Json, member: Json, terms: Terms, pipeline: Json = None) -> None:
        """Deploy *hub* once and *member* in every account, on these terms.

        With *pipeline*, .github/deploy-role.yaml, the hub's roles are held by its boundary.
        """
        self.terms = terms
        self._pipeline = pipeline
        whose: dict[str, str | list[str]] = {"Operators": [OPERATORS]}
        if terms.organization:
            whose["OrganizationId"] = terms.organization
        else:
            whose["MemberAccounts"] = [REQUESTER, ACCEPTER]
        self.hub = Stack(hub, HUB, HOME, whose)
        told: dict[str, str | list[str]] = {
            "HubAccountId": HUB,
            "HubBusArn": self.hub.arn("PeeringBus"),
            "HomeRegion": HOME,
            "AllowedRequesterVpcs": [f"arn:aws:ec2:*:{REQUESTER}:vpc/*"],
            "RouteTableTag": terms.tables,
        }
        self.members = tuple(Stack(member, account, region, told) for account, region in MEMBERS)

    @cached_property
    def of_roles(self) -> dict[str, list[Json]]:
        """What each role says it may do, by its ARN."""
        admins = {
            ADMIN.format(account=account): [_document([_EVERYTHING])]
            for account in (HUB, REQUESTER, ACCEPTER, STRANGER)
        }
        operators = {OPERATORS: [_document([_EVERYTHING])]}
        holders = {
            self.holder(name): [self.hub.value(managed["PolicyDocument"])]
            for name, managed in self.hub.resources("AWS::IAM::ManagedPolicy").items()
        }
        return (
            admins
            | operators
            | holders
            | {arn: _said(stack, role) for arn, stack, role in self._roles()}
        )

    @cached_property
    def on_things(self) -> dict[str, Json]:
        """What each role, queue, topic, bus and key says whom it lets in, by its ARN."""
        said: dict[str, list[Json]] = defaultdict(list)
        for stack in (self.hub, *self.members):
            for arn, policy in _guarding(stack):
                said[arn] += policy["Statement"]
        for arn, stack, role in self._roles():
            said[arn] = stack.value(role["AssumeRolePolicyDocument"])["Statement"]
        for arn in (*TRAPS, WIDE_OPEN):
            said[arn] = [{**_HUBS_OWN, "Action": "sts:AssumeRole"}]
        said[OTHER_KEY] = [{**_HUBS_OWN, "Action": "kms:*", "Resource": "*"}]
        return {arn: _document(statements) for arn, statements in said.items()}

    @property
    def functions(self) -> list[str]:
        """The roles of the hub's functions."""
        return [
            self.hub.value(function["Role"])
            for function in self.hub.resources("AWS::Serverless::Function").values()
        ]

    def holder(self, managed_policy: str) -> str:
        """Who has that managed policy of the hub's attached, and nothing else."""
        return f"arn:aws:iam::{self.hub.account}:role/with-{managed_policy}"

    def allow(self, ask: Ask, evaluator: Evaluator) -> bool:
        """Whether AWS would do what is asked."""
        told = request(ask) | {
            "identityPolicies": [
                {"name": str(n), "policy": policy}
                for n, policy in enumerate(self.of_roles.get(ask.who, []))
            ]
        }
        if ask.who in self._bounded:
            told["permissionBoundaryPolicies"] = [{"name": "boundary", "policy": self._boundary}]
        if ask.on in self.on_things:
            told["resourcePolicy"] = self.on_things[ask.on]
        return evaluator.decide(told) == ALLOWED

    def same_as(self, others: "Policies") -> bool:
        """Whether no policy differs."""
        return self.differing(others) == (set(), set())

    def differing(self, others: "Policies") -> tuple[set[str], set[str]]:
        """The roles and the things whose policies differ."""
        return (
            _differing(self.of_roles, others.of_roles),
            _differing(self.on_things, others.on_things),
        )

    @cached_property
    def _bounded(self) -> set[str]:
        """The roles that the pipeline's boundary holds."""
        roles = self.hub.resources("AWS::IAM::Role") if self._pipeline else ()
        return {self.hub.arn(name) for name in roles}

    @cached_property
    def _boundary(self) -> Json:
        made = Stack(self._pipeline, HUB, HOME, {"StackName": STACK})
        return made.value(made.resources("AWS::IAM::ManagedPolicy")["Boundary"]["PolicyDocument"])

    def _roles(self) -> Iterator[tuple[str, Stack, Json]]:
        for stack in (self.hub, *self.members):
            for name, role in stack.resources("AWS::IAM::Role").items():
                yield stack.arn(name), stack, role


def _differing(mine: Mapping[str, Json], theirs: Mapping[str, Json]) -> set[str]:
    return {arn for arn in {*mine, *theirs} if mine.get(arn) != theirs.get(arn)}


def _said(stack: Stack, role: Json) -> list[Json]:
    return [stack.value(policy["PolicyDocument"]) for policy in role.get("Policies", [])]


def _guarding(stack: Stack) -> Iterator[tuple[str, Json]]:
    for kind, where in _ATTACHED.items():
        for properties in stack.resources(kind).values():
            for on in properties[where]:
                yield stack.arn(on["Ref"]), stack.value(properties["PolicyDocument"])
    for kind, where in _INLINE.items():
        for name, properties in stack.resources(kind).items():
            if policy := stack.value(properties.get(where)):
                yield stack.arn(name), policy


def _document(statements: list[Json]) -> Json:
    return {"Version": "2012-10-17", "Statement": statements}
