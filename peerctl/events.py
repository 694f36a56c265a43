"""Which connections an event names: one EventBridge event, or the messages of a whole batch."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from peerctl.errors import Exit, PeerctlError
from peerctl.files import read_text
from peering.intake.events import Ignored, mention_in
from peering.intake.malformed import MalformedError
from peering.ports import Mention

_OWN_ROLES = frozenset({"vpc-peering-accept", "vpc-peering-route"})


def mentions_in(file: Path) -> Iterator[Mention | Ignored | PeerctlError]:
    """What each message in the file asks to look at, or why it can't be understood.

    Raises PeerctlError for a file that holds no message.
    """
    for body in _bodies(file):
        try:
            yield mention_in(body, _OWN_ROLES)
        except MalformedError as error:
            yield PeerctlError(Exit.FILE, f"{file}: {error}")


def _bodies(file: Path) -> Sequence[str]:
    text = read_text(file, "an event")
    try:
        found = json.loads(text)
    except ValueError as error:
        sentence = f"{file} is not JSON ({error}): name the file that holds an event."
        raise PeerctlError(Exit.FILE, sentence) from error
    if not (isinstance(found, dict) and "Records" in found):
        return (text,)
    records = found["Records"]
    if not (isinstance(records, list) and records):
        sentence = f"{file}: its Records hold no message: name a file that holds an event."
        raise PeerctlError(Exit.FILE, sentence)
    return tuple(map(_body, records))


def _body(record: object) -> str:
    body = record.get("body") if isinstance(record, dict) else None
    return body if isinstance(body, str) else json.dumps(body)
