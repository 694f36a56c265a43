"""Compare a scope, or one VPC in it, with what ought to be, and queue what is out of order."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from peering.announce import Announcer
from peering.core.announcing import Mode
from peering.core.approvals import Approvals, Effect
from peering.core.drafts import Drafts
from peering.core.explain import grounds
from peering.core.memory import Basis, Decision
from peering.core.model import Connection, ConnectionId, Scope, Status, Vpc, VpcId
from peering.core.patience import delay_before
from peering.core.triage import ScopeView, Triage, Triager
from peering.core.waiting import waits_too_long
from peering.errors import LookAgainError, ScopeDeniedError, ThrottledError
from peering.observe import Observer, with_vpc
from peering.ports import Clock, Ledger, Mention, Network, Queue, Reporter, Survey, SurveyQueue


@dataclass(frozen=True, slots=True)
class SurveyScope:
    """Looks at a scope in bulk: its cost is EC2's pages, not the number of connections."""

    network: Network
    observer: Observer
    announcer: Announcer
    ledger: Ledger
    accept_queue: Queue
    route_queue: Queue
    survey_queue: SurveyQueue
    approvals: Approvals
    reporter: Reporter
    clock: Clock
    mode: Mode
    out_of_time: Callable[[], bool]

    def __call__(self, survey: Survey) -> None:
        """Survey the scope or the VPC, or put it back if time has run out. Raises TryLaterError."""
        if self.out_of_time():  # other messages of the batch have used it up
            self.survey_queue.send((survey,))
            self.reporter.tell("scope.continued", scope=str(survey.scope))
            return
        if not self.approvals.governs(survey.scope):
            self.reporter.tell("scope.ignored", scope=str(survey.scope), why="it is not governed")
            return
        try:
            if survey.vpc_id is None:
                self._survey_scope(survey)
            else:
                self._survey_vpc(survey)
        except ScopeDeniedError as error:
            self.observer.report_denied(error)
        except (LookAgainError, ThrottledError) as error:
            self._put_back(survey, str(error))

    def _survey_scope(self, survey: Survey) -> None:
        scope = survey.scope
        vpcs = {vpc.id: vpc for vpc in self.network.vpcs(scope)}
        connections = tuple(
            _with_tags(connection, scope, vpcs) for connection in self.network.connections(scope)
        )
        view = ScopeView(scope, connections, self.network.route_tables(scope))
        ids = {connection.id for connection in connections} | view.dead_targets()
        decisions = self.ledger.decisions(sorted(ids))
        triage = Triager(self.approvals, self.clock()).sort(view, decisions)
        self._adopt(scope, triage, survey.correlation_id)
        self._queue(survey, triage.to_accept, triage.to_route)
        self._report(survey, view, triage)

    def _survey_vpc(self, survey: Survey) -> None:
        """Look at what a changed block touches: the routes that it needs are the peers'."""
        scope, vpc_id = survey.scope, survey.vpc_id
        connections = tuple(self.network.connections(scope, vpc_id))
        pending = [c for c in connections if c.status is Status.PENDING_ACCEPTANCE]
        active = [c for c in connections if c.status is Status.ACTIVE]
        self._queue(survey, pending, active)
        vpcs = self.network.vpcs(scope, () if vpc_id is None else (vpc_id,))
        if any(vpc.unsettled for vpc in vpcs):
            self._put_back(survey, "a block is still being associated or disassociated")

    def _put_back(self, survey: Survey, why: str) -> None:
        attempt = survey.attempt + 1
        delay = delay_before(attempt)
        if delay is None:
            self.reporter.tell(
                "scope.left_to_sweep",
                scope=str(survey.scope),
                vpc=survey.vpc_id,
                why=why,
                attempt=attempt,
            )
            return
        self.survey_queue.send((replace(survey, attempt=attempt),), delay)

    def _adopt(self, scope: Scope, triage: Triage, correlation_id: str) -> None:
        if not triage.adopted:
            return
        drafts = Drafts(self.approvals, self.mode, correlation_id)
        # Announced before it is written down: a crash in between announces the same once more
        # at worst, the other way round it would never be said.
        self.announcer.announce(drafts.adopted(scope, tuple(triage.adopted.values())))
        for connection, rule in triage.adopted.values():
            decision = Decision(
                Effect.ACCEPT, Basis.ADOPTED, rule.name, self.clock(), grounds(rule)
            )
            self.ledger.record_decision(connection, decision)

    def _queue(
        self,
        survey: Survey,
        to_accept: Iterable[Connection],
        to_route: Iterable[Connection | ConnectionId],
    ) -> None:
        for queue, found in ((self.accept_queue, to_accept), (self.route_queue, to_route)):
            mentions = [_mention(connection, survey) for connection in found]
            if mentions:
                queue.send(mentions)

    def _report(self, survey: Survey, view: ScopeView, triage: Triage) -> None:
        scope = str(survey.scope)
        self.reporter.tell(
            "scope.surveyed",
            scope=scope,
            connections=len(view.connections),
            to_accept=len(triage.to_accept),
            to_route=len(triage.to_route),
            adopted=len(triage.adopted),
        )
        for connection in triage.to_accept:
            if waits_too_long(connection, self.clock()):
                self.reporter.tell("request.waiting", scope=scope, connection_id=connection.id)
        for orphan in triage.orphans:
            self.reporter.tell("route.orphaned", scope=scope, connection_id=orphan)
        for connection_id in triage.not_understood:
            self.reporter.tell(
                "connection.not_understood", scope=scope, connection_id=connection_id
            )


def _with_tags(connection: Connection, scope: Scope, vpcs: Mapping[VpcId, Vpc]) -> Connection:
    for side in connection.sides_in(scope):
        vpc = vpcs.get(connection.vpc(side).id)
        if vpc is not None:
            connection = with_vpc(connection, side, vpc)
    return connection


def _mention(found: Connection | ConnectionId, survey: Survey) -> Mention:
    if isinstance(found, Connection):
        scopes = (found.accepter.scope, found.requester.scope)
        return Mention(found.id, scopes, correlation_id=survey.correlation_id)
    return Mention(found, (survey.scope,), correlation_id=survey.correlation_id)
