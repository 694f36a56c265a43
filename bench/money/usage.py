"""What is used that AWS charges for, and what it costs."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from bench.money import prices
from bench.sweep.rates import share
from tests.stacks.templates import hub

_A_CALL = 0.06  # seconds that a request to AWS takes, of which moto tells nothing
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Usage:
    """Counts, and processor seconds of the functions as they were measured on this machine."""

    invocations: float = 0
    processor_seconds: float = 0
    calls: float = 0  # to AWS, by the functions
    messages: float = 0  # through SQS, sent by EventBridge
    surveys: float = 0  # messages through SQS, sent by the functions
    sends: float = 0  # requests to SQS, by the functions
    keys: float = 0  # requests to KMS
    events: float = 0
    writes: float = 0  # DynamoDB's units
    reads: float = 0
    written_bytes: float = 0
    published: float = 0
    log_bytes: float = 0

    def __add__(self, other: "Usage") -> "Usage":
        """Both together."""
        return Usage(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def times(self, factor: float) -> "Usage":
        """So many times as much."""
        return Usage(*(factor * getattr(self, f.name) for f in fields(self)))

    @property
    def seconds(self) -> float:
        """The seconds that Lambda bills, on the share of a processor that it gives."""
        return self.processor_seconds / share() + self.calls * _A_CALL

    def costs(self) -> Iterator[tuple[str, float]]:
        """What each service charges, in dollars."""
        gigabytes = int(hub()["Globals"]["Function"]["MemorySize"]) / 1024
        billed = self.seconds * gigabytes * prices.LAMBDA_GIGABYTE_SECOND
        yield "Lambda", self.invocations * prices.LAMBDA_REQUEST + billed
        # EventBridge's sending is ours to pay as well; Lambda receives and deletes each in turn.
        requests = 3 * self.messages + 2 * self.surveys + self.sends
        yield "SQS", requests * prices.SQS_REQUEST
        yield "EventBridge", self.events * prices.EVENT
        kept = self.written_bytes * prices.DYNAMODB_BYTE_MONTH * _MONTHS
        units = self.writes * prices.DYNAMODB_WRITE + self.reads * prices.DYNAMODB_READ
        yield "DynamoDB", units + kept
        yield "SNS", self.published * (prices.SNS_PUBLISH + prices.SNS_EMAIL)
        days = int(hub()["Parameters"]["LogRetentionDays"]["Default"])
        kept = self.log_bytes * prices.LOG_BYTE_MONTH * days * _MONTHS / 365
        yield "CloudWatch Logs", self.log_bytes * prices.LOG_BYTE + kept
        yield "X-Ray", self.invocations * prices.TRACE
        yield "KMS", self.keys * prices.KMS_REQUEST

    @property
    def dollars(self) -> float:
        """In all."""
        return sum(cost for _, cost in self.costs())
