"""What came of a decision: EC2 is looked at until the request is pending no more."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TYPE_CHECKING

from peerctl.errors import Exit, PeerctlError
from peerctl.progress import waiting
from peerctl.refusal import Refusal

if TYPE_CHECKING:
    from peerctl.decider import Decider

_PATIENCE = 90  # seconds: as long as a person would wait
_FOLLOWED = {"approve": ("provisioning", "active"), "reject": ("rejected",)}


@dataclass(frozen=True, slots=True)
class Aftermath:
    """How it ended, if it did: an exit code, EC2's status where that is known, a sentence."""

    code: Exit
    sentence: str
    status: str | None = None


def aftermath(decider: "Decider", verb: str, about: Mapping[str, str]) -> Aftermath:
    """Look until EC2 has followed the decision, or has done something else."""
    connection = about["connection"]
    try:
        with waiting(f"waiting for EC2 to follow: {connection}"):
            for _ in _from_time_to_time():
                ended = _look(decider, verb, about)
                if ended is not None:
                    return ended
    except PeerctlError as error:
        return Aftermath(error.code, str(error))
    except KeyboardInterrupt:
        said = f"Not waited for: what was decided about {connection} stands."
        return Aftermath(Exit.INTERRUPTED, said)
    said = f"{connection} is still pending: 'peerctl status {connection}' says why."
    return Aftermath(Exit.NO, said, "pending-acceptance")


def _look(decider: "Decider", verb: str, about: Mapping[str, str]) -> Aftermath | None:
    connection = about["connection"]
    found = decider.order(action="show", **about)
    if not isinstance(found, Refusal):
        if frozen := found.get("frozen"):
            said = f"{connection} waits: changes are {frozen} ('peerctl unfreeze' ends that)."
            return Aftermath(Exit.NO, said, "pending-acceptance")
        return None
    if found.status is not None:
        return _as_ec2_shows(connection, verb, found.status)
    if found.passes:
        return None
    error = found.as_error()
    return Aftermath(error.code, str(error))


def _as_ec2_shows(connection: str, verb: str, status: str) -> Aftermath:
    if status in _FOLLOWED[verb]:
        return Aftermath(Exit.OK, f"{connection} is {status}.", status)
    said = f"{connection} is {status} all the same: 'peerctl explain {connection}' says more."
    return Aftermath(Exit.NO, said, status)


def _from_time_to_time() -> Iterator[None]:
    until = time.monotonic() + _PATIENCE
    for pause in chain((0.5, 1, 2), repeat(3)):
        yield
        if time.monotonic() + pause > until:
            return
        time.sleep(pause)
