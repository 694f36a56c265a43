"""The event files and what they are read with, and an approvals file that uses every field."""

import json
from collections.abc import Callable
from pathlib import Path

from peering.core.announcements import Announcement
from peering.intake.announcements import announcement_in
from peering.intake.events import Ignored, mention_in, survey_in
from peering.ports import Mention, Survey

ROOT = Path(__file__).parents[2]
EVENTS = ROOT / "events"
OWN_ROLES = frozenset({"vpc-peering-accept", "vpc-peering-route"})

type Read = Mention | Survey | Announcement | Ignored


def mention(body: str) -> Mention | Ignored:
    """Read a body as accept and route do."""
    return mention_in(body, OWN_ROLES)


APPROVALS = """\
version: 1
governs:
  - accounts: ["111122223333", "444455556666"]
    regions: [us-east-1, eu-west-1]
  - {accounts: ["123456789012"], regions: [us-gov-west-1]}
routes_per_table: 1000
rules:
  - name: data platform
    effect: accept
    requester: {accounts: ["111122223333"], vpcs: ["vpc-*"], cidrs: [10.20.0.0/14, "fd00::/8"]}
    accepter: {accounts: ["444455556666"], regions: [eu-west-1], tags: {peering: open}}
    until: 2027-06-30
    dns: true
    multipath: true
    on_conflict: route_rest
    routes:
      requester: {tables: {tags: {tier: private}}, except: [10.20.9.0/24]}
      accepter: {tables: main, destinations: [10.20.4.0/22], overrides: [10.0.0.0/8]}
  - name: laboratory
    effect: reject
    requester: {cidrs: [10.99.0.0/16]}
    unroute: true
  - {name: the rest, effect: hold}
"""

READERS: dict[str, Callable[[str], Read]] = {
    "accept": mention,
    "route": mention,
    "survey": survey_in,
    "notify": announcement_in,
}


def files(folder: str) -> list[Path]:
    """The payloads of one function."""
    return sorted((EVENTS / folder).glob("*.json"))


def bodies(path: Path) -> list[str]:
    """What SQS delivers in that payload."""
    return [str(record["body"]) for record in json.loads(path.read_text())["Records"]]


def body(name: str) -> str:
    """The first message of the payload of that name, such as accept/put-back."""
    return bodies(EVENTS / f"{name}.json")[0]


def with_rule(rule: str) -> str:
    """A file whose one rule stands on line 4, its fields from column 6 on."""
    governs = 'governs: [{accounts: ["111122223333"], regions: [us-east-1]}]'
    return f"version: 1\n{governs}\nrules:\n  - {{{rule}}}\n"
