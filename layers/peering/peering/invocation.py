"""What every invocation has: the time, a log, metrics, and a reception for its messages."""

import gc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache, wraps

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext

from peering.aws import clients
from peering.aws.queues import DeadLetters
from peering.intake.events import Ignored
from peering.intake.findings import ApprovalsError
from peering.intake.settings import SettingsError
from peering.ports import Reporter
from peering.reception import Correlated, Reception
from peering.telemetry import PowertoolsReporter

# Four tries of a call to EC2 with botocore's longest pauses between them, then the announcements.
TO_FINISH = timedelta(seconds=20)


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


class Deadline:
    """Until when an invocation may begin something, so that Lambda never cuts it off.

    Cut off, its whole batch would be delivered again, and later than work that is put back.
    """

    def __init__(self, to_finish: timedelta = TO_FINISH) -> None:
        """Keep *to_finish* for what was begun, or half of the time where that is less."""
        self._to_finish = to_finish
        self._at = now()

    def begin(self, context: LambdaContext) -> None:
        """Begin another invocation."""
        left = timedelta(milliseconds=context.get_remaining_time_in_millis())
        # At least half, so that something is done however short the function's timeout is.
        self._at = now() + left - min(self._to_finish, left / 2)

    def passed(self) -> bool:
        """Tell whether what is left of the time is needed to finish what was begun."""
        return now() >= self._at


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
            part = start()
        except (SettingsError, ApprovalsError) as error:
            reporter().tell("function.refused", reason=str(error))
            metrics().flush_metrics()
            raise
        gc.freeze()
        gc.enable()  # see peering.bootstrap
        return part

    return started
