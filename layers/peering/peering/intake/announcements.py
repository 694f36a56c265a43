"""Announcements read back from the peering bus.

They are plain dataclasses of the core, and pydantic reads them as they are.
"""

from datetime import UTC, datetime
from functools import cache

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from peering.core.announcements import TYPES, Announcement
from peering.core.announcing import SOURCE
from peering.intake.envelope import Envelope
from peering.intake.malformed import MalformedError, parse, quoted, refusal, validated

_MOMENTS = ("expires_at", "since")  # what the core keeps as text, because a bus carries text


def announcement_in(body: str) -> Announcement:
    """Read an announcement from the body of one queue message.

    Fields that a later version may have added are left out. Raises MalformedError, nothing else.
    """
    envelope = validated(Envelope, parse(body))
    reader = _reader(envelope.detail_type)
    if envelope.source != SOURCE or reader is None:
        said, source = quoted(envelope.detail_type), quoted(envelope.source)
        raise MalformedError(
            f"$.detail-type: expected an announcement of ours, found {said} from {source}: "
            "look at the rule that put it on the queue."
        )
    try:
        # Only as JSON may a strict tuple be read from a list.
        announcement = reader.validate_json(to_json(envelope.detail), strict=True)
    except ValidationError as error:
        raise MalformedError(refusal("$.detail", error)) from error
    for name in _MOMENTS:
        _check_moment(name, getattr(announcement, name, None))
    return announcement


def _check_moment(name: str, told: str | None) -> None:
    try:
        if told is not None:
            datetime.fromisoformat(told).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise MalformedError(
            f"$.detail.{name}: expected a time such as 2026-11-20T08:15:00+00:00, "
            f"found {quoted(told)}: compare it with the samples in events/."
        ) from error


@cache
def _reader(detail_type: str) -> TypeAdapter[Announcement] | None:
    for announced in TYPES:
        if announced.type == detail_type:
            return TypeAdapter(announced)
    return None
