"""Calls that answer with an error of AWS's, as the program's own border would hand it on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast, override

from botocore.exceptions import ClientError

from peering.aws.errors import at_home, reading
from peering.aws.verbs import perform
from peering.core.actions import Action
from peering.core.model import Scope
from tests.world.calls import Calls

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client


@dataclass(frozen=True, slots=True)
class Answer:
    """One call, by its number, answers with this code: once, or from then on until it is lifted."""

    number: int
    code: str
    lasts: bool = False


class AnsweringCalls(Calls):
    """Calls of which some answer with what AWS documents."""

    answer: Answer | None = None
    _refused: tuple[str, str] | None = None

    def lift(self) -> None:
        """Answer every call as it ought to be answered from now on."""
        self.answer = self._refused = None

    @override
    @contextmanager
    def noted(self, port: str, verb: str, about: object = "", *, writes: bool) -> Iterator[None]:
        """Note the call, and let it answer with the error if it is to."""
        with super().noted(port, verb, about, writes=writes):
            if self.answer is not None and self._is_refused(port, verb, self.answer):
                answer_with(self.answer.code, port, about)
            yield

    def _is_refused(self, port: str, verb: str, answer: Answer) -> bool:
        if len(self.made) == answer.number:
            self._refused = (port, verb) if answer.lasts else None
            return True
        return self._refused == (port, verb)


def answer_with(code: str, port: str, about: object) -> None:
    """Raise what peering.aws makes of the code in answer to a call about that.

    A code that the border takes for success (a route that is gone, when it is to be deleted)
    raises nothing.
    """
    error = ClientError({"Error": {"Code": code, "Message": "as told"}}, "Call")
    if port != "network":
        with at_home():
            raise error
    elif isinstance(about, Scope):
        with reading(about):
            raise error
    else:
        perform(cast("EC2Client", _Refusing(error)), cast("Action", about))


class _Refusing:
    """An EC2 client whose every call answers with one error."""

    def __init__(self, error: ClientError) -> None:
        self._error = error

    def __getattr__(self, verb: str) -> object:
        def call(**_: object) -> None:
            raise self._error

        return call
