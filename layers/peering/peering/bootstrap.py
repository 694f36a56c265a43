"""The one place where real parts are put together: once an environment, on first use."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial, wraps
from pathlib import Path

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from peering.accept import Accept
from peering.again import Again
from peering.announce import Announcer
from peering.aws import clients
from peering.aws.bus import EventBus
from peering.aws.ledger import DynamoLedger
from peering.aws.network import Ec2Network
from peering.aws.queues import ConnectionQueue, DeadLetters, ScopeQueue
from peering.aws.sessions import READ_ONLY, Ec2Clients, MemberRole
from peering.aws.topic import SnsTopic
from peering.cleanup import Cleanup
from peering.core.announcements import Announcement
from peering.core.approvals import Approvals
from peering.intake.announcements import announcement_in
from peering.intake.approvals import ApprovalsError, read_approvals
from peering.intake.events import Ignored, mention_in, survey_in
from peering.intake.settings import (
    AcceptSettings,
    MemberSettings,
    NotifySettings,
    RouteSettings,
    SettingsError,
    SurveySettings,
    SweepSettings,
)
from peering.notify import Notify
from peering.observe import Observer
from peering.perform import Performer
from peering.ports import Ledger, Mention, Network, Reporter, Survey
from peering.reception import Correlated, Reception, Schedule
from peering.route import Route
from peering.survey import SurveyScope
from peering.sweep import Sweep
from peering.telemetry import PowertoolsReporter
from peering.upkeep import Upkeep

_SAID_FOR = 24 * 60 * 60  # seconds; SQS's own retries end long before


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@cache
def _logger() -> Logger:
    return Logger()


@cache
def _metrics() -> Metrics:
    return Metrics()


@cache
def _reporter() -> Reporter:
    return PowertoolsReporter(_logger(), _metrics())


def _reception[Work: Correlated](
    read: Callable[[str], Work | Ignored],
    act: Callable[[Work, str], None],
    dead_letters: str,
    begin: Callable[[LambdaContext], object] | None = None,
) -> Reception[Work]:
    return Reception(
        read=read,
        act=act,
        dead_letters=DeadLetters(clients.sqs, dead_letters),
        reporter=_reporter(),
        logger=_logger(),
        metrics=_metrics(),
        begin=begin,
    )


def _started_once[Part](start: Callable[[], Part]) -> Callable[[], Part]:
    """Start a function's part once an environment; say in one line what keeps it from starting.

    It raises all the same: SQS keeps the messages, and they are worked off when it is mended.
    """

    @cache
    @wraps(start)
    def started() -> Part:
        try:
            return start()
        except (SettingsError, ApprovalsError) as error:
            _reporter().tell("function.refused", reason=str(error))
            _metrics().flush_metrics()
            raise

    return started


def _approvals(file: Path) -> Approvals:
    """Read the approvals layer's file, which lies on Python's path like a layer's packages."""
    for there in map(Path, sys.path):
        if (there / file).is_file():
            return read_approvals((there / file).read_text(), file.name)
    raise SettingsError(f"{file} is not on Python's path: attach the approvals layer.")


@dataclass(frozen=True, slots=True)
class _Foundation:
    """What accept, route and survey stand on."""

    approvals: Approvals
    network: Network
    ledger: Ledger
    observer: Observer
    performer: Performer
    announcer: Announcer


def _foundation(settings: MemberSettings, session_policy: str | None = None) -> _Foundation:
    role = MemberRole(
        arn=settings.role_arn,
        external_id=settings.external_id,
        session_name=settings.function_name,
        session_policy=session_policy,
    )
    approvals = _approvals(settings.approvals_file)
    network = Ec2Network(Ec2Clients(role, now, clients.sts))
    ledger = DynamoLedger(clients.dynamodb, settings.ledger_table, settings.mode)
    bus = EventBus(clients.events, settings.bus_name)
    return _Foundation(
        approvals,
        network,
        ledger,
        Observer(network, ledger, approvals, _reporter(), now),
        Performer(network, ledger, _reporter(), now, settings.mode),
        Announcer(bus, ledger, _reporter(), now),
    )


@_started_once
def accept() -> Reception[Mention]:
    """The accept function. Raises SettingsError, ApprovalsError."""
    settings = AcceptSettings.read(os.environ)
    on = _foundation(settings)
    accept_one = Accept(
        observer=on.observer,
        performer=on.performer,
        announcer=on.announcer,
        ledger=on.ledger,
        again=Again(ConnectionQueue(clients.sqs, settings.accept_queue_url), _reporter()),
        route_queue=ConnectionQueue(clients.sqs, settings.route_queue_url),
        approvals=on.approvals,
        reporter=_reporter(),
        clock=now,
        mode=settings.mode,
    )
    return _reception(
        partial(mention_in, own_roles=settings.own_roles),
        lambda mention, _: accept_one(mention),
        settings.dead_letter_queue_url,
    )


@_started_once
def route() -> Reception[Mention]:
    """The route function. Raises SettingsError, ApprovalsError."""
    settings = RouteSettings.read(os.environ)
    on = _foundation(settings)
    reporter = _reporter()
    route_one = Route(
        observer=on.observer,
        upkeep=Upkeep(
            on.observer, on.performer, on.announcer, on.ledger, on.approvals, reporter, now
        ),
        cleanup=Cleanup(on.observer, on.performer, on.announcer, on.ledger, reporter, now),
        announcer=on.announcer,
        ledger=on.ledger,
        again=Again(ConnectionQueue(clients.sqs, settings.route_queue_url), reporter),
        approvals=on.approvals,
        reporter=reporter,
        clock=now,
        mode=settings.mode,
    )
    return _reception(
        partial(mention_in, own_roles=settings.own_roles),
        lambda mention, _: route_one(mention),
        settings.dead_letter_queue_url,
    )


@_started_once
def survey() -> Reception[Survey]:
    """The survey function, which may only look. Raises SettingsError, ApprovalsError."""
    settings = SurveySettings.read(os.environ)
    on = _foundation(settings, session_policy=READ_ONLY)
    survey_one = SurveyScope(
        network=on.network,
        observer=on.observer,
        announcer=on.announcer,
        ledger=on.ledger,
        accept_queue=ConnectionQueue(clients.sqs, settings.accept_queue_url),
        route_queue=ConnectionQueue(clients.sqs, settings.route_queue_url),
        survey_queue=ScopeQueue(clients.sqs, settings.survey_queue_url),
        approvals=on.approvals,
        reporter=_reporter(),
        clock=now,
        mode=settings.mode,
    )
    return _reception(
        survey_in, lambda survey, _: survey_one(survey), settings.dead_letter_queue_url
    )


@_started_once
def notify() -> Reception[Announcement]:
    """The notify function. Raises SettingsError."""
    settings = NotifySettings.read(os.environ)
    notify_one = Notify(SnsTopic(clients.sns, settings.topic_arn), _reporter())
    config = IdempotencyConfig(expires_after_seconds=_SAID_FOR)
    # SQS and EventBridge deliver twice now and then; people should not read everything twice.
    once = idempotent_function(
        lambda announcement, body: notify_one(announcement),  # noqa: ARG005 # body is the key
        data_keyword_argument="body",
        persistence_store=DynamoDBPersistenceLayer(
            settings.ledger_table,
            key_attr="connection",
            sort_key_attr="fact",
            static_pk_value="notify",
            expiry_attr="expires_at",
            boto3_client=clients.dynamodb(),
        ),
        config=config,
    )
    return _reception(
        announcement_in,
        lambda announcement, body: once(announcement=announcement, body=body),
        settings.dead_letter_queue_url,
        # What an invocation that died had in hand is published after all by the next delivery.
        begin=config.register_lambda_context,
    )


@_started_once
def sweep() -> Schedule:
    """The sweep function. Raises SettingsError, ApprovalsError."""
    settings = SweepSettings.read(os.environ)
    survey_queue = ScopeQueue(clients.sqs, settings.survey_queue_url)
    act = Sweep(survey_queue, _approvals(settings.approvals_file), _reporter())
    return Schedule(act=act, logger=_logger(), metrics=_metrics())
