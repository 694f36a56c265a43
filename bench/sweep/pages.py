"""What EC2 answers when a whole scope is listed, kept page by page on disk.

The pages of the local EC2 are kept as they came. Pages of a larger scope are made of these:
every item is repeated with other ids, so that each is as EC2 would write it.
"""

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import batched
from math import ceil
from pathlib import Path
from xml.etree import ElementTree as ET

LISTINGS = {
    "DescribeVpcs": ("vpcSet", 1000),
    "DescribeVpcPeeringConnections": ("vpcPeeringConnectionSet", 1000),
    "DescribeRouteTables": ("routeTableSet", 100),
}
"""Where a listing's items are, and how many of them EC2 puts on a page at most.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html and the like
"""

DECISION = "decision.json"
_NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"
_ID = re.compile(r"\b((?:vpc|pcx|rtb|rtbassoc|vpc-cidr-assoc)-)[0-9a-f]([0-9a-f]{15,16})\b")
ET.register_namespace("", _NAMESPACE)


@dataclass(frozen=True)
class Pages:
    """The pages of one scope, in a folder of their own."""

    folder: Path

    def keep(self, action: str, body: bytes) -> None:
        """Keep one more page of that action."""
        (self.folder / f"{action}-{self.count(action):04}.xml").write_bytes(body)

    def page(self, action: str, number: int) -> bytes:
        """The page of that number, counted from 0."""
        return (self.folder / f"{action}-{number:04}.xml").read_bytes()

    def count(self, action: str) -> int:
        """How many pages of that action there are."""
        return len(list(self.folder.glob(f"{action}-*.xml")))

    @cached_property
    def decision(self) -> Mapping[str, object]:
        """What the ledger says of each connection."""
        told: Mapping[str, object] = json.loads((self.folder / DECISION).read_text())
        return told

    def needed(self) -> int:
        """How many pages EC2 needs at least, for all listings."""
        return sum(
            ceil(len(self._items(action, where)) / longest)
            for action, (where, longest) in LISTINGS.items()
        )

    def repeated(self, times: int, into: Path) -> "Pages":
        """Write the pages of a scope that holds everything so many *times*."""
        made = Pages(into)
        into.mkdir()
        for beside in self.folder.iterdir():
            if beside.suffix != ".xml":
                shutil.copy(beside, into)
        for action, (where, longest) in LISTINGS.items():
            items = self._items(action, where)
            all_items = [_renamed(item, time) for time in range(times) for item in items]
            pages = list(batched(all_items, longest, strict=False))
            for number, page in enumerate(pages):
                token = f"page {number + 1}" if number + 1 < len(pages) else None
                made.keep(action, _page(action, where, page, token))
        return made

    def _items(self, action: str, where: str) -> Sequence[str]:
        return [
            ET.tostring(item, encoding="unicode")
            for number in range(self.count(action))
            for item in _children(ET.fromstring(self.page(action, number)), where)  # noqa: S314 # our own
        ]


def renamed(resource_id: str, time: int) -> str:
    """The id that a resource has in the repetition of that number."""
    return _renamed(resource_id, time)


def _renamed(text: str, time: int) -> str:
    return _ID.sub(lambda found: f"{found[1]}{found[2]}{time:x}", text)


def _children(page: ET.Element, where: str) -> Iterator[ET.Element]:
    for element in page:
        if element.tag.rpartition("}")[2] == where:
            yield from element


def _page(action: str, where: str, items: Sequence[str], token: str | None) -> bytes:
    more = f"<nextToken>{token}</nextToken>" if token else ""
    return (
        f'<{action}Response xmlns="{_NAMESPACE}"><requestId>recorded</requestId>'
        f"<{where}>{''.join(items)}</{where}>{more}</{action}Response>"
    ).encode()
