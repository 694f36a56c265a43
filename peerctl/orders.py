"""What a person gives with an order, held against what decide understands, before it is sent."""

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from peerctl.errors import Exit, PeerctlError
from peering.intake.ids import ConnectionIdText
from peering.intake.orders import LONGEST_REASON, ReasonText, ScopeText

type Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class About:
    """A connection, and where its accepter is if the person says so."""

    connection: str
    scope: str | None = None

    def fields(self) -> Fields:
        """As an order has them. Raises PeerctlError."""
        if not _understood(ConnectionIdText, self.connection):
            sentence = f"'{self.connection}' is no connection's id: one is pcx-0123456789abcdef0."
            raise PeerctlError(Exit.USAGE, sentence)
        if self.scope is None:
            return {"connection": self.connection}
        if not _understood(ScopeText, self.scope):
            sentence = f"--scope takes ACCOUNT/REGION, 111122223333/us-east-1, not '{self.scope}'."
            raise PeerctlError(Exit.USAGE, sentence)
        return {"connection": self.connection, "scope": self.scope}


def reason_given(text: str) -> str:
    """A reason that can be kept. Raises PeerctlError."""
    if not text.strip():
        raise PeerctlError(Exit.USAGE, "--reason is empty: say why, it is kept with the decision.")
    if len(text.strip()) > LONGEST_REASON:
        sentence = (
            f"--reason has {len(text.strip())} characters: {LONGEST_REASON} at most are kept."
        )
        raise PeerctlError(Exit.USAGE, sentence)
    if not _understood(ReasonText, text):
        raise PeerctlError(Exit.USAGE, "--reason has control characters: write it in one line.")
    return text


def _understood(shape: object, text: str) -> bool:
    try:
        TypeAdapter(shape).validate_python(text)
    except ValidationError:
        return False
    return True
