"""Standard streams as a shell hands them over: closed, full, unbuffered, or read by nobody."""

import errno
import io
import os
import sys
from pathlib import Path

from peerctl.errors import Exit, PeerctlError

_FULL = frozenset({errno.EBADF, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC})


def make_ready() -> None:
    """Have all three streams there and whole. Raises PeerctlError without standard output."""
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 # open to the end
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 # likewise
    if sys.stdout is None:
        sentence = "Standard output is closed: lead it somewhere, to /dev/null if nowhere."
        raise PeerctlError(Exit.FILE, sentence)
    if isinstance(getattr(sys.stdout, "buffer", None), io.RawIOBase):
        # PYTHONUNBUFFERED: Python drops in silence what the first write to a pipe does not take.
        sys.stdout = open(  # noqa: SIM115 # likewise
            sys.stdout.fileno(),
            "w",
            encoding=sys.stdout.encoding,
            errors=sys.stdout.errors,
            closefd=False,
        )


def unwritable(error: OSError) -> PeerctlError | None:
    """What to say if it was standard output that could not be written."""
    if error.errno not in _FULL or error.filename is not None:
        return None
    abandon()
    sentence = f"Standard output can't be written ({error.strerror}): make room, or lead it away."
    return PeerctlError(Exit.FILE, sentence)


def abandon() -> None:
    """Keep Python from complaining when it flushes standard output at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
