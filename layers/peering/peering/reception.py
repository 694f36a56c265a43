"""Take in a batch of queue messages: read each, act on it, and lose none."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, cast

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from peering.errors import NotUnderstoodError
from peering.intake.events import Ignored, MalformedError
from peering.ports import Reporter


class Correlated(Protocol):
    """Work that knows which event set it off."""

    @property
    def correlation_id(self) -> str:
        """The id that leads through every function's logs."""


class SetAside(Protocol):
    """A function's dead-letter queue."""

    def set_aside(self, body: str, reason: str) -> None:
        """Keep a message as it came, with the reason."""


@dataclass(frozen=True, slots=True)
class Reception[Work: Correlated]:
    """What stands between a function's queue and its use case.

    A message that can't be understood goes to the dead-letter queue at once, with the reason,
    because no retry will mend it. A message that fails otherwise is delivered again by SQS,
    alone, and ends in the same dead-letter queue after the last receive. `begin` is for what has
    to know how long the invocation may take.
    """

    read: Callable[[str], Work | Ignored]
    act: Callable[[Work, str], None]
    dead_letters: SetAside
    reporter: Reporter
    logger: Logger
    metrics: Metrics
    begin: Callable[[LambdaContext], object] | None = None

    def handle(self, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Handle one invocation; answer which messages SQS has to deliver again."""
        if self.begin is not None:
            self.begin(context)
        processor = BatchProcessor(
            EventType.SQS,
            raise_on_entire_batch_failure=False,
            logger=cast("logging.Logger", self.logger),  # it has all that a logger has
        )
        with invocation(self.logger, self.metrics, context):
            return dict(process_partial_response(event, self._receive, processor, context))

    def _receive(self, record: SQSRecord) -> None:
        body = record.body
        self.logger.set_correlation_id(None)  # the message before is none of this one's business
        try:
            work = self.read(body)
            if isinstance(work, Ignored):
                self.reporter.tell("event.ignored", reason=work.reason)
                return
            self.logger.set_correlation_id(work.correlation_id)
            self.act(work, body)
        except (MalformedError, NotUnderstoodError) as error:
            self.dead_letters.set_aside(body, str(error))
            self.reporter.tell("event.set_aside", reason=str(error))


@dataclass(frozen=True, slots=True)
class Schedule:
    """What stands between a schedule and its use case."""

    act: Callable[[str], None]
    logger: Logger
    metrics: Metrics

    def handle(self, context: LambdaContext) -> None:
        """Handle one firing, whose request id leads through everything that it sets off."""
        with invocation(self.logger, self.metrics, context):
            self.logger.set_correlation_id(context.aws_request_id)
            self.act(context.aws_request_id)


@contextmanager
def invocation(logger: Logger, metrics: Metrics, context: LambdaContext) -> Iterator[None]:
    """Name the invocation in every log line, and write its metrics, also when it fails."""
    logger.structure_logs(append=True, function_request_id=context.aws_request_id)
    try:
        yield
    finally:
        if metrics.provider.metric_set:
            metrics.flush_metrics()
