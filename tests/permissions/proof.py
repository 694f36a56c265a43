"""Holds both templates' policies against what is asked: enough, no more, and guarded."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from tests.functions.calls_made import Call
from tests.permissions import deciders
from tests.permissions.ask import Ask
from tests.permissions.asked import asks
from tests.permissions.changes import Change, removals, unguarded
from tests.permissions.delivered import deliveries
from tests.permissions.evaluator import Evaluator
from tests.permissions.forbidden import forbidden
from tests.permissions.people import looks
from tests.permissions.policies import TERMS, Policies, Terms
from tests.permissions.stack import Json

type Calls = Mapping[str, list[Call]]


@dataclass(frozen=True)
class Proof:
    """Both templates, the calls that the functions make, and who decides."""

    hub: Json
    member: Json
    calls: Calls
    evaluator: Evaluator
    terms: Terms = TERMS[0]
    pipeline: Json = None  # .github/deploy-role.yaml, where its boundary holds the hub's roles

    @cached_property
    def policies(self) -> Policies:
        """What the templates make on these terms."""
        return Policies(self.hub, self.member, self.terms, self.pipeline)

    @cached_property
    def needed(self) -> set[Ask]:
        """Everything that has to be allowed."""
        made = [asks(self.policies, function, calls) for function, calls in self.calls.items()]
        return set().union(*made, *self._of_people())

    def _of_people(self) -> tuple[set[Ask], ...]:
        of_aws = deliveries(self.policies)
        return of_aws, looks(self.policies), deciders.asks(self.policies)

    @cached_property
    def forbidden(self) -> list[tuple[str, Ask]]:
        """Everything that has to be refused, with what it is in words."""
        return forbidden(self.policies, self.needed)

    def denied(self) -> list[str]:
        """What is needed and refused."""
        return [str(ask) for ask in self.needed if not self.allows(ask)]

    def denies(self, change: Change, wanted: Iterable[Ask]) -> bool:
        """Whether, after that change, anything of this is refused; what it names is tried first."""
        likely_first = sorted(wanted, key=lambda ask: ask.action not in change.what)
        return not all(map(self.allows, likely_first))

    def let_through(self) -> list[str]:
        """What is forbidden and allowed."""
        return [f"{words}: {ask}" for words, ask in self.forbidden if self.allows(ask)]

    def unused(self, resource: str = "") -> list[str]:
        """What is granted (by that resource of a template, or any) and not needed by anything."""
        return [
            change.what
            for change, proof in self.changed(removals, resource)
            if not proof.denies(change, self._decided_anew(proof, self.needed))
        ]

    def unnoticed(self) -> list[str]:
        """The guards that could go, and nothing forbidden would be allowed."""
        return [
            change.what
            for change, proof in self.changed(unguarded)
            if not any(map(proof.allows, self._decided_anew(proof, self._forbidden_asks)))
        ]

    def changed(
        self, how: Callable[[Json], Iterator[Change]], resource: str = ""
    ) -> "Iterator[tuple[Change, Proof]]":
        """The proof of each change that *how* makes (to that resource), where it makes one."""
        for change in how(self.hub):
            yield from self._if_other(change, "hub", replace(self, hub=change.template), resource)
        for change in how(self.member):
            other = replace(self, member=change.template)
            yield from self._if_other(change, "member", other, resource)

    def allows(self, ask: Ask) -> bool:
        """Whether the policies allow it."""
        return self.policies.allow(ask, self.evaluator)

    def _if_other(
        self, change: Change, side: str, other: "Proof", resource: str
    ) -> "Iterator[tuple[Change, Proof]]":
        if resource in {"", change.resource} and not other.policies.same_as(self.policies):
            yield replace(change, what=f"{side} {change.what}"), other

    @cached_property
    def _forbidden_asks(self) -> set[Ask]:
        return {ask for _, ask in self.forbidden}

    def _decided_anew(self, other: "Proof", asks: set[Ask]) -> Iterator[Ask]:
        """Those of which a policy decides that is another one there."""
        roles, things = self.policies.differing(other.policies)
        return (ask for ask in asks if ask.who in roles or ask.on in things)
