"""A machine that lets anything happen to a network, and then asks whether sweeps mend it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Literal, override

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from peering.core.approvals import Effect, Rule
from peering.core.deciding import Deed, Order
from peering.core.model import AccountId, ConnectionId, Scope
from peering.core.principals import Caller
from peering.decide import Done
from peering.errors import LookAgainError, ScopeDeniedError, TryLaterError
from prove.any_order.order import disorder
from prove.any_order.owners import Owners
from prove.any_order.pools import ACCEPT, RULES, fits, rejects
from prove.any_order.watched import BrokenPromiseError, WatchedNetwork
from tests.usecases.program import GOVERNED, Program, approving
from tests.world import DiedError
from tests.world.peering import Peering

_BOB = Caller("arn:aws:iam::123456789012:user/bob", AccountId("123456789012"))
_TRY_AGAIN = (TryLaterError, LookAgainError, ScopeDeniedError, DiedError)
_SWEEPS = 10  # more than the longest pause of a repair needs, at a day each


class Disorder(Owners):
    """Owners, foreign hands, EC2 and the queues do what they like; at the end, sweeps."""

    def __init__(self) -> None:
        super().__init__()
        self.watched = WatchedNetwork(self.world.network, self.world, self._may_accept)
        self.world.network = self.watched
        self.program = Program(self.world, approving(ACCEPT))
        self.pending: list[Callable[[], None]] = []

    @override
    def hear(self, pcx: ConnectionId, what: Literal["requested", "changed"]) -> None:
        """Queue a message about it."""
        act = self.program.accept if what == "requested" else self.program.route
        self.pending.append(partial(act, self.program.mention(pcx)))

    @precondition(lambda self: self.pending)
    @rule(pick=st.integers(0, 20), keep=st.booleans())
    def deliver(self, pick: int, *, keep: bool) -> None:
        """One message arrives, whichever it is, and perhaps again later."""
        at = pick % len(self.pending)
        message = self.pending[at] if keep else self.pending.pop(at)
        self._deliver(message)

    @precondition(lambda self: self.pending)
    @rule(pick=st.integers(0, 20))
    def lose(self, pick: int) -> None:
        """One message is lost."""
        self.pending.pop(pick % len(self.pending))

    @rule()
    def sweep(self) -> None:
        """The schedule fires."""
        self.program.begin_sweep()
        self._take()

    @rule(
        ahead=st.integers(1, 25),
        when=st.sampled_from(["before", "after"]),
        error=st.sampled_from([DiedError("killed"), TryLaterError("throttled")]),
    )
    def fail(self, ahead: int, when: Literal["before", "after"], error: Exception) -> None:
        """A call to come fails, or the invocation dies at it."""
        self.world.calls.fail(ahead, error, when)

    @rule(
        slow=st.sampled_from([{}, {"invisible": 20}, {"provisioning": 60}, {"stale": 30}]),
    )
    def slow_down(self, slow: dict[str, float]) -> None:
        """EC2 takes its time with what is requested from now on."""
        self.world.pace(**slow)

    @rule(where=st.sampled_from(sorted(GOVERNED)))
    def lock(self, where: Scope) -> None:
        """A role stops or starts to be assumed."""
        if where in self.world.ec2.denied:
            self.world.admit(where)
        else:
            self.world.deny(where)

    @rule(rules=st.sampled_from(RULES))
    def approve(self, rules: tuple[Rule, ...]) -> None:
        """The approvals are deployed anew."""
        self.program.approvals = approving(*rules)

    @precondition(lambda self: self.pcxs)
    @rule(pick=st.integers(0, 9), deed=st.sampled_from([Deed.APPROVE, Deed.REJECT]))
    def decide(self, pick: int, deed: Deed) -> None:
        """A person looks at a request, and decides it."""
        pcx = self._pcx(pick)
        with suppress(*_TRY_AGAIN):
            seen = self.program.decide(Order(Deed.SHOW, _BOB, pcx))
            if isinstance(seen, Done) and seen.shown is not None:
                digest = seen.shown.digest
                self.program.decide(Order(deed, _BOB, pcx, None, "ticket 12", digest, "the-call"))
        self._take()

    @rule(deed=st.sampled_from([Deed.FREEZE, Deed.UNFREEZE]))
    def stop(self, deed: Deed) -> None:
        """A person stops all changes, or allows them again."""
        with suppress(*_TRY_AGAIN):
            self.program.decide(Order(deed, _BOB, reason="an outage"))
        self._take()

    @rule(hours=st.sampled_from([0.01, 0.5, 3, 30, 80]))
    def wait(self, hours: float) -> None:
        """Time passes, and EC2 forgets what it forgets."""
        self.world.clock.advance(hours=hours)
        for pcx in self.pcxs:
            found = self.world.ec2.peerings.get(pcx)
            if found is not None and self._forgotten(found):
                self.world.forget(pcx)

    @override
    def teardown(self) -> None:
        """Nothing happens any more: sweeps alone have to bring everything in order."""
        self.world.calls.forget()
        self.pending.clear()
        for where in tuple(self.world.ec2.denied):
            self.world.admit(where)
        self.program.decide(Order(Deed.UNFREEZE, _BOB, reason="it is over"))
        self._settle()
        found = [*self.watched.wasted, *disorder(self.world, self.program.approvals)]
        if found:
            raise BrokenPromiseError("; ".join(found))

    def _settle(self) -> None:
        for _ in range(_SWEEPS):
            self.world.clock.advance(hours=25)
            self.watched.written.clear()
            performed = self.watched.performed
            self.program.sweep()
            rows = self.watched.written
            if len(rows) > len(set(rows)):
                raise BrokenPromiseError(f"a row is written twice in one sweep: {rows}")
            if self.watched.performed == performed:
                return
        raise BrokenPromiseError(f"still writing after {_SWEEPS} sweeps: {self.watched.written}")

    def _deliver(self, message: Callable[[], None]) -> None:
        self.watched.wasted.clear()  # what fails half way is written again
        self.program.deliver(message)
        self._take()

    def _take(self) -> None:
        self.pending += [deliver for _, deliver in self.program.deliveries()]

    def _forgotten(self, found: Peering) -> bool:
        since = found.ended[2] if found.ended else self.world.clock()
        return self.world.clock() > since + timedelta(days=2)

    def _may_accept(self, found: Peering) -> bool:
        """Judge by rules as these pools have them, or by a person, who overrules no reject."""
        rules = self.program.approvals.rules
        if fits(rules, found.requester, found.accepter):
            return True
        ruling = self.world.decisions.rulings.get(found.id)
        approved = ruling is not None and ruling.effect is Effect.ACCEPT
        return approved and not rejects(rules, found.requester, found.accepter)
