"""Surveys of the local EC2, every call counted and every page kept."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.sweep.filled import RULE_NAME, Filled, approvals, fill
from bench.sweep.pages import DECISION, LISTINGS, Pages
from peering.aws.facts import decision_item
from peering.core.approvals import Effect
from peering.core.memory import Basis, Decision
from peering.core.model import Connection, Scope
from peering.core.work import Survey
from peering.intake.approvals import read_approvals
from tests.catalogue.estate import Estate, EstateProgram, estate

if TYPE_CHECKING:
    from botocore.model import OperationModel


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What one survey asked of EC2, by action, and which connections it queued."""

    asked: Mapping[str, int]
    queued: frozenset[str]


@dataclass(frozen=True, slots=True)
class Live:
    """The local EC2 with so many connections in two scopes, all decided long ago."""

    estate: Estate
    filled: Filled
    program: EstateProgram

    def survey(self, where: Scope) -> Surveyed:
        """Survey the scope once."""
        self.estate.asked.forget()
        self.program.survey(Survey(where, correlation_id="bench"))
        world = self.estate.world
        queued = {mention.connection_id for mention, _ in world.accept_queue.take()}
        queued |= {mention.connection_id for mention, _ in world.route_queue.take()}
        return Surveyed(Counter(ask.action for ask in self.estate.asked.made), frozenset(queued))

    def record(self, where: Scope, into: Path) -> tuple[Pages, Surveyed]:
        """Survey the scope, and keep every page and one of the ledger's facts in the folder."""
        into.mkdir(parents=True)
        pages = Pages(into)

        def keep(
            operation_model: "OperationModel", response_dict: Mapping[str, bytes], **_: object
        ) -> None:
            pages.keep(operation_model.name, response_dict["body"])

        events = self.estate.clients(where).meta.events
        for action in LISTINGS:
            events.register(f"before-parse.ec2.{action}", keep, unique_id=action)
        surveyed = self.survey(where)
        for action in LISTINGS:
            events.unregister(f"before-parse.ec2.{action}", keep, unique_id=action)
        first = next(iter(self.estate.world.network.connections(where)))
        item = decision_item(first, self._decision())
        (into / DECISION).write_text(json.dumps(item))
        (into / "approvals.yaml").write_text(approvals())
        return pages, surveyed

    def decide(self, connections: Iterator[Connection]) -> None:
        """Let the ledger know them."""
        for connection in connections:
            self.estate.world.ledger.record_decision(connection, self._decision())

    def _decision(self) -> Decision:
        now = self.estate.world.clock()
        return Decision(Effect.ACCEPT, Basis.RULE, RULE_NAME, now, ("requester.accounts",))


@contextmanager
def live(connections: int) -> Iterator[Live]:
    """The local EC2 with so many connections, for as long as the `with` lasts."""
    with estate() as made:
        filled = fill(made.ec2, connections)
        approved = read_approvals(approvals(), "approvals.yaml")
        here = Live(made, filled, EstateProgram(made.world, approved, estate=made))
        for where in filled.lacking:
            here.decide(made.world.network.connections(where))
        yield here
