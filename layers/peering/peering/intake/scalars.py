"""What a YAML scalar means, where YAML's own reading would surprise its writer.

YAML 1.1 reads `no` as false, 012 as ten and 12:30 as 750. Account ids make that dangerous, so
whatever is not plainly a whole number, true, false, a day or text is a `Misread`.
"""

import re
from datetime import date

from yaml.events import ScalarEvent
from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from peering.intake.tree import Misread

_TAG = "tag:yaml.org,2002:"
_TEXT = _TAG + "str"
_RESOLVER = Resolver()
_NUMBER = re.compile(r"0|[1-9][0-9]{0,14}")
_DIGITS = re.compile(r"[0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_QUOTE = 80


def plain_tag(tag: str | None) -> bool:
    """Tell whether a tag, as written in the file, says nothing that we would not read anyway."""
    return tag in (None, "!", _TEXT)


def scalar_value(event: ScalarEvent) -> object:
    """The value of a scalar: text, bool, int, date or Misread."""
    text: str = event.value
    if event.tag in ("!", _TEXT) or not event.implicit[0]:
        return text
    # The stub of `resolve` lacks its types.
    tag: str = _RESOLVER.resolve(ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    match tag.removeprefix(_TAG):
        case "str" if not _DIGITS.fullmatch(text):
            return text
        case "bool" if text.lower() in ("true", "false"):
            return text.lower() == "true"
        case "int" if _NUMBER.fullmatch(text):
            return int(text)
        case "timestamp" if _DAY.fullmatch(text):
            return _day(text)
        case _:
            return Misread(text)


def scalar_shown(event: ScalarEvent) -> str:
    """The scalar as it was written, on one line and not too long."""
    text: str = event.value
    plain = event.implicit[0]
    if plain and text in ("", "~", "null", "Null", "NULL"):
        return "nothing"
    short = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
    bare = plain and not isinstance(scalar_value(event), str)
    return short if bare else '"' + short.encode("unicode_escape").decode() + '"'


def _day(text: str) -> date | Misread:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return Misread(text)
