"""How a command ends when it can't do what it was asked: one sentence and an exit code."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes, which scripts rely on: docs/peerctl.md lists them."""

    OK = 0
    NO = 1  # the answer is no: a test fails, something differs, something is out of order
    USAGE = 2
    APPROVALS = 3
    FILE = 4
    UNKNOWN = 5
    CREDENTIALS = 6
    HUB = 7
    ROLE = 8
    AWS = 9
    REFUSED = 10
    BUG = 70
    INTERRUPTED = 130
    CLOSED_PIPE = 141


class PeerctlError(Exception):
    """A sentence that says what is wrong and what to do, and the exit code that goes with it."""

    def __init__(self, code: Exit, sentence: str) -> None:
        """Keep the code beside the sentence."""
        super().__init__(sentence)
        self.code = code


class MistakesError(PeerctlError):
    """Every mistake in a file, a line each: file, line, column, as editors can follow."""
