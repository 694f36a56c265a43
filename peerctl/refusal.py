"""What decide answers where it does not carry out an order."""

from dataclasses import dataclass

from peerctl.errors import Exit, PeerctlError

_EXITS = {
    "unknown_connection": Exit.UNKNOWN,
    "out_of_reach": Exit.ROLE,
    "try_later": Exit.AWS,
    "malformed": Exit.FILE,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why decide does not carry out an order: a code for machines, a sentence for people.

    `status` is EC2's, where the connection is not pending any more.
    """

    code: str
    sentence: str
    status: str | None = None

    @property
    def passes(self) -> bool:
        """Tell whether the same order may well be carried out soon."""
        return self.code == "try_later"

    def as_error(self) -> PeerctlError:
        """The exit code that goes with it, and a sentence that says what to do."""
        if self.code == "malformed":
            sentence = f"decide is of another version than this peerctl: {self.sentence}"
            return PeerctlError(_EXITS[self.code], sentence.rstrip(".") + ".")
        return PeerctlError(_EXITS.get(self.code, Exit.REFUSED), self.sentence)
