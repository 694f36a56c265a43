"""Calls that answer with an error of AWS's, as the program's own border would hand it on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast, override

from botocore.exceptions import ClientError

from peering.aws.errors import at_home, reading, translated
from peering.aws.sessions import Ec2Clients, MemberRole
from peering.aws.verbs import perform
from peering.core.actions import Action
from peering.core.model import Scope
from prove.documented import STS
from tests.world.calls import Calls
from tests.world.clock import FakeClock

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_sts import STSClient

_ROLE = MemberRole("arn:aws:iam::{account}:role/vpc-peering-route", "an-external-id", "route")


@dataclass(frozen=True, slots=True)
class Answer:
    """One call, by its number, answers with this code: once, or from then on until it is lifted."""

    number: int
    code: str
    lasts: bool = False


class AnsweringCalls(Calls):
    """Calls of which some answer with what AWS documents."""

    answer: Answer | None = None
    _refused: tuple[str, object] | None = None

    def lift(self) -> None:
        """Answer every call as it ought to be answered from now on."""
        self.answer = self._refused = None

    @override
    @contextmanager
    def noted(self, port: str, verb: str, about: object = "", *, writes: bool) -> Iterator[None]:
        """Note the call, and let it answer with the error if it is to."""
        with super().noted(port, verb, about, writes=writes):
            if self.answer is not None and self._is_refused(port, verb, about, self.answer):
                answer_with(self.answer.code, port, about)
            yield

    def _is_refused(self, port: str, verb: str, about: object, answer: Answer) -> bool:
        """Tell whether it is the call in question, or one that is refused as long as that is.

        A role that can't be assumed closes its scope to every call.
        """
        closes = answer.code.startswith(STS)
        what = (port, _scope_of(about) if closes and port == "network" else verb)
        if len(self.made) == answer.number:
            self._refused = what if answer.lasts else None
            return True
        return self._refused == what


def _scope_of(about: object) -> Scope:
    return about if isinstance(about, Scope) else cast("Action", about).scope


def answer_with(told: str, port: str, about: object) -> None:
    """Raise what peering.aws makes of the code in answer to a call about that.

    A code that the border takes for success (a route that is gone, when it is to be deleted)
    raises nothing.
    """
    code, _, message = told.removeprefix(STS).partition(": ")
    error = ClientError({"Error": {"Code": code, "Message": message or "as told"}}, "Call")
    if told.startswith(STS):
        enter = Ec2Clients(_ROLE, FakeClock(), lambda: cast("STSClient", _Refusing(error)))
        enter(_scope_of(about))
    elif port == "topic":
        with translated():
            raise error
    elif port != "network":
        with at_home():
            raise error
    elif isinstance(about, Scope):
        with reading(about):
            raise error
    else:
        perform(cast("EC2Client", _Refusing(error)), cast("Action", about))


class _Refusing:
    """A client whose every call answers with one error."""

    def __init__(self, error: ClientError) -> None:
        self._error = error

    def __getattr__(self, verb: str) -> object:
        def call(**_: object) -> None:
            raise self._error

        return call
