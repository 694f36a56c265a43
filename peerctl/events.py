"""Which connections an event names: one EventBridge event, or the messages of a whole batch."""

import json
from collections.abc import Iterator
from pathlib import Path

from peerctl.errors import Exit, PeerctlError
from peerctl.files import read_text
from peering.intake.events import Ignored, mention_in
from peering.intake.malformed import MalformedError
from peering.ports import Mention

_OWN_ROLES = frozenset({"vpc-peering-accept", "vpc-peering-route"})


def mentions_in(file: Path) -> Iterator[Mention | Ignored]:
    """What each message in the file asks to look at. Raises PeerctlError."""
    for body in _bodies(file):
        try:
            yield mention_in(body, _OWN_ROLES)
        except MalformedError as error:
            raise PeerctlError(Exit.FILE, f"{file}: {error}") from error


def _bodies(file: Path) -> Iterator[str]:
    text = read_text(file, "an event")
    try:
        found = json.loads(text)
    except ValueError as error:
        sentence = f"{file} is not JSON ({error}): name the file that holds an event."
        raise PeerctlError(Exit.FILE, sentence) from error
    if isinstance(found, dict) and isinstance(found.get("Records"), list):
        for record in found["Records"]:
            body = record.get("body") if isinstance(record, dict) else None
            yield body if isinstance(body, str) else json.dumps(body)
    else:
        yield text
