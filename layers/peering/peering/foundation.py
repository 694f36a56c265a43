"""What every function stands on: time, log, metrics, approvals, ledger and EC2."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, wraps
from pathlib import Path

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext

from peering.announce import Announcer
from peering.aws import clients
from peering.aws.bus import EventBus
from peering.aws.ledger import DynamoLedger
from peering.aws.network import Ec2Network
from peering.aws.queues import DeadLetters
from peering.aws.sessions import Ec2Clients, MemberRole
from peering.core.approvals import Approvals
from peering.intake.approvals import ApprovalsError, read_approvals
from peering.intake.events import Ignored
from peering.intake.settings import (
    MemberSettings,
    SettingsError,
)
from peering.observe import Observer
from peering.perform import Performer
from peering.ports import Ledger, Network, Reporter
from peering.reception import Correlated, Reception
from peering.telemetry import PowertoolsReporter


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@cache
def logger() -> Logger:
    """Powertools' logger, one an environment."""
    return Logger()


@cache
def metrics() -> Metrics:
    """Powertools' metrics, one an environment."""
    return Metrics()


@cache
def reporter() -> Reporter:
    """Where everything is told."""
    return PowertoolsReporter(logger(), metrics())


def reception[Work: Correlated](
    read: Callable[[str], Work | Ignored],
    act: Callable[[Work, str], None],
    dead_letters: str,
    begin: Callable[[LambdaContext], object] | None = None,
) -> Reception[Work]:
    """What stands between a function's queue and its use case."""
    return Reception(
        read=read,
        act=act,
        dead_letters=DeadLetters(clients.sqs, dead_letters),
        reporter=reporter(),
        logger=logger(),
        metrics=metrics(),
        begin=begin,
    )


def started_once[Part](start: Callable[[], Part]) -> Callable[[], Part]:
    """Start a function's part once an environment; say in one line what keeps it from starting.

    It raises all the same: SQS keeps the messages, and they are worked off when it is mended.
    """

    @cache
    @wraps(start)
    def started() -> Part:
        try:
            return start()
        except (SettingsError, ApprovalsError) as error:
            reporter().tell("function.refused", reason=str(error))
            metrics().flush_metrics()
            raise

    return started


def approvals_in(file: Path) -> Approvals:
    """Read the approvals layer's file, which lies on Python's path like a layer's packages."""
    for there in map(Path, sys.path):
        if (there / file).is_file():
            return read_approvals((there / file).read_text(), file.name)
    raise SettingsError(f"{file} is not on Python's path: attach the approvals layer.")


@dataclass(frozen=True, slots=True)
class Foundation:
    """What accept, route and survey stand on."""

    approvals: Approvals
    network: Network
    ledger: Ledger
    observer: Observer
    performer: Performer
    announcer: Announcer


def foundation(settings: MemberSettings, session_policy: str | None = None) -> Foundation:
    """Build what a function that looks at EC2 needs, through the role that it is told."""
    role = MemberRole(
        arn=settings.role_arn,
        external_id=settings.external_id,
        session_name=settings.function_name,
        session_policy=session_policy,
    )
    approvals = approvals_in(settings.approvals_file)
    network = Ec2Network(Ec2Clients(role, now, clients.sts))
    ledger = DynamoLedger(clients.dynamodb, settings.ledger_table, settings.mode)
    bus = EventBus(clients.events, settings.bus_name)
    return Foundation(
        approvals,
        network,
        ledger,
        Observer(network, ledger, approvals, reporter(), now),
        Performer(network, ledger, reporter(), now, settings.mode),
        Announcer(bus, ledger, reporter(), now),
    )
