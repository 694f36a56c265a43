"""Work queues on SQS."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from itertools import batched
from typing import TYPE_CHECKING

from peering.aws.errors import at_home
from peering.core.work import encode, encode_survey
from peering.errors import TryLaterError
from peering.ports import Mention, Survey

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_LONGEST_DELAY = timedelta(minutes=15)
_LONGEST_REASON = 1024
_A_BATCH = 10  # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html


class _SqsQueue:
    def __init__(self, client: "Callable[[], SQSClient]", url: str) -> None:
        """Send to the queue at *url*, in as few calls as SQS allows."""
        self._client = client
        self._url = url

    def _send(self, bodies: Iterable[str], delay: timedelta) -> None:
        seconds = int(min(delay, _LONGEST_DELAY).total_seconds())
        for some in batched(bodies, _A_BATCH, strict=False):
            with at_home():
                answer = self._client().send_message_batch(
                    QueueUrl=self._url,
                    Entries=[
                        {
                            "Id": str(number),
                            "MessageBody": body,
                            "DelaySeconds": seconds,
                        }
                        for number, body in enumerate(some)
                    ],
                )
            if answer.get("Failed"):
                raise TryLaterError(f"SQS did not take {len(answer['Failed'])} messages")


class ConnectionQueue(_SqsQueue):
    """The work queue of a function that looks at connections."""

    def send(self, mentions: Sequence[Mention], delay: timedelta = timedelta()) -> None:
        """Queue the mentions, to be delivered after *delay*."""
        self._send(map(encode, mentions), delay)


class ScopeQueue(_SqsQueue):
    """The work queue of survey."""

    def send(self, surveys: Sequence[Survey], delay: timedelta = timedelta()) -> None:
        """Queue the surveys, to be delivered after *delay*."""
        self._send(map(encode_survey, surveys), delay)


class DeadLetters:
    """A function's dead-letter queue, for what no retry will mend."""

    def __init__(self, client: "Callable[[], SQSClient]", url: str) -> None:
        """Set messages aside on the queue at *url*."""
        self._client = client
        self._url = url

    def set_aside(self, body: str, reason: str) -> None:
        """Keep *body* as it came, with *reason* as an attribute, for a person to replay."""
        said = "".join(c if c.isprintable() else " " for c in reason)[:_LONGEST_REASON]
        with at_home():
            self._client().send_message(
                QueueUrl=self._url,
                MessageBody=body,
                # SQS takes neither control characters nor an empty attribute.
                MessageAttributes={"reason": {"DataType": "String", "StringValue": said or "-"}},
            )
