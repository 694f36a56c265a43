"""What functions ask AWS for, in the words of IAM."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from botocore.handlers import BUILTIN_HANDLERS
from botocore.model import OperationModel

from tests.functions.deployed_hub import forget

# Calls that IAM knows under another name.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
_IN_IAM = {"sqs:SendMessageBatch": "sqs:SendMessage"}


@dataclass(slots=True)
class CallsMade:
    """The actions that were asked for while it listened, each with the queue it is about."""

    asked_for: set[tuple[str, str]] = field(default_factory=set)
    listening: bool = False

    def note(self, params: Mapping[str, object], model: OperationModel, **_: object) -> None:
        """Keep one call."""
        if not self.listening:
            return
        action = f"{model.service_model.signing_name}:{model.name}"
        queue = str(params.get("QueueUrl", "")).rpartition("/")[2]
        self.asked_for.add((_IN_IAM.get(action, action), queue))

    @contextmanager
    def listen(self) -> Iterator[set[tuple[str, str]]]:
        """Gather what is asked for inside the `with`."""
        self.asked_for, self.listening = set(), True
        yield self.asked_for
        self.listening = False


@contextmanager
def noted() -> Iterator[CallsMade]:
    """Note every call of every client that is made from now on."""
    calls = CallsMade()
    handler = ("before-parameter-build", calls.note)
    BUILTIN_HANDLERS.append(handler)
    forget()
    yield calls
    BUILTIN_HANDLERS.remove(handler)
    forget()
