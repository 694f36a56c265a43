"""Announcements read back from the peering bus, and their JSON Schemas for everybody else.

The announcements themselves are plain dataclasses of the core; pydantic reads them as they are.
"""

import re
from functools import cache
from typing import cast

from pydantic import TypeAdapter, ValidationError
from pydantic.json_schema import GenerateJsonSchema

from peering.core.announcements import SOURCE, TYPES, Announcement
from peering.intake.approvals_file import ApprovalsFile
from peering.intake.envelope import Envelope
from peering.intake.malformed import MalformedError, parse, quoted, refusal, validated

DIALECT = GenerateJsonSchema.schema_dialect
_BY_TYPE = {announced.type: announced for announced in TYPES}


def announcement_in(body: str) -> Announcement:
    """Read an announcement from the body of one queue message. Raises MalformedError."""
    envelope = validated(Envelope, parse(body))
    announced = _BY_TYPE.get(envelope.detail_type)
    if envelope.source != SOURCE or announced is None:
        raise MalformedError(
            f"$.detail-type: expected an announcement of ours, found {quoted(envelope.detail_type)} "
            f"from {quoted(envelope.source)}: look at the rule that put it on the queue."
        )
    try:
        return _adapter(announced).validate_python(envelope.detail)
    except ValidationError as error:
        raise MalformedError(refusal(error, "$.detail")) from error
