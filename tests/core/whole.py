"""Values of the core as a whole: what is announced, shown, queued and said, each word of it.

`python -m tests.core.whole` writes them to whole.json; read the difference before you commit it.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from peering.core.actions import AllowDnsResolution, CreateRoute, ReplaceRoute
from peering.core.announcements import Announcement
from peering.core.approvals import (
    AllTables,
    Conditions,
    Effect,
    MainTable,
    SideRoutes,
    TablesById,
    TablesByTag,
)
from peering.core.blocks import cidr
from peering.core.deciding import Case, Deed, Order, not_open, refusal
from peering.core.drafts import Drafts
from peering.core.findings import Conflict, Kept, Missing
from peering.core.groups import StaleGroup, StaleRule
from peering.core.judging import Approved, Forbidden, Undecided, judge, read
from peering.core.memory import Basis, Decision, Memory, OwnedRoute
from peering.core.messages import text
from peering.core.model import AccountId, Region, Scope, Side, Status, Vpc, VpcId
from peering.core.principals import Caller
from peering.core.rulings import ChangeStop, Ruling, fingerprint_of_ends
from peering.core.shown import shown
from peering.core.tables import RouteTableId
from peering.core.waiting import Waiting
from peering.core.work import Mention, Survey, encode, encode_survey
from tests.core.examples import (
    ACCEPTER,
    ACCEPTER_SCOPE,
    NOW,
    PCX,
    REQUESTER,
    REQUESTER_SCOPE,
    approvals,
    cidrs,
    connection,
    observed,
    rule,
    table,
)

WHOLE = Path(__file__).with_name("whole.json")
_IDS = (RouteTableId("rtb-2"), RouteTableId("rtb-1"))
_ALICE = "arn:aws:sts::111122223333:assumed-role/network/alice"
_VENDOR = Vpc(
    Scope(AccountId("999900001111"), Region("eu-central-1")),
    VpcId("vpc-0ccccccccccccccc0"),
    cidrs("10.40.0.0/16", "2600:1f00::/56"),
)
_SIX = replace(REQUESTER, cidrs=cidrs("10.10.0.0/16", "2600:1f10::/56"))
_PENDING = connection(
    Status.PENDING_ACCEPTANCE,
    expires_at=NOW + timedelta(days=3),
    requester=replace(REQUESTER, tags={"tier": "a", "team": "data"}),
)
_DECIDED = Decision(Effect.ACCEPT, Basis.PERSON, _ALICE, NOW, ("ticket 12",))
_OWNED = tuple(
    OwnedRoute(vpc.scope, vpc.id, RouteTableId(name), cidr(block), NOW)
    for vpc, name, block in (
        (ACCEPTER, "rtb-0bbb", "10.10.0.0/16"),
        (REQUESTER, "rtb-0aab", "10.20.0.0/16"),
        (REQUESTER, "rtb-0aaa", "10.21.0.0/16"),
        (REQUESTER, "rtb-0aaa", "10.20.0.0/16"),
        (_VENDOR, "rtb-0ccc", "10.10.0.0/16"),
    )
)
_MEMORY = Memory(
    PCX, _DECIDED, {Side.REQUESTER: REQUESTER, Side.ACCEPTER: replace(ACCEPTER, cidrs=())}, _OWNED
)
_WITH_VENDOR = Memory(PCX, _DECIDED, {Side.REQUESTER: REQUESTER, Side.ACCEPTER: _VENDOR})
_TABLE = table(Side.ACCEPTER)
_CONFLICT = Conflict(Side.ACCEPTER, _TABLE, cidr("10.10.0.0/16"), "it leads to tgw-0ccc")
_KEPT = Kept(Side.REQUESTER, table(Side.REQUESTER), cidr("10.20.0.0/16"))
_STALE = tuple(
    StaleGroup(scope, VpcId("vpc-0aaa"), group, f"{group}'s name", rules)
    for scope, group, rules in (
        (ACCEPTER_SCOPE, "sg-2", (StaleRule("outbound", "-1", "all", "sg-9", ""),)),
        (REQUESTER_SCOPE, "sg-3", (StaleRule("inbound", "tcp", "443", "sg-9", "444455556666"),)),
        (REQUESTER_SCOPE, "sg-1", (StaleRule("inbound", "udp", "53", "sg-9", "", PCX),)),
    )
)


def announced() -> Iterator[tuple[str, Announcement]]:
    """Every draft, with every field different from its neighbours."""
    drafts = Drafts(approvals(rule()), "observe", "the-event")
    waiting = Waiting(_PENDING, ("no rule",), ("a finding",), _ALICE, NOW)
    action = CreateRoute(REQUESTER_SCOPE, PCX, RouteTableId("rtb-0aaa"), cidr("10.20.0.0/16"))
    stop = ChangeStop(_ALICE, NOW, "an outage")
    one_sided = rule("vendor", one_sided=True)
    with_vendor = connection(requester=_SIX, accepter=_VENDOR)
    yield "held", drafts.held(waiting)
    yield "expiring", drafts.expiring(waiting, 2)
    yield "accepted", drafts.accepted(_MEMORY, _DECIDED)
    yield "rejected", drafts.rejected(_MEMORY, _DECIDED)
    yield "failed", drafts.failed(connection(Status.FAILED), ("EC2 refuses",))
    yield "unclean", drafts.unclean(_MEMORY, Status.EXPIRED, ("EC2 refuses",))
    yield "frozen", drafts.frozen(connection(), _MEMORY, stop, (action,))
    yield "frozen, gone", drafts.frozen(None, _MEMORY, stop, (action,))
    yield "unapproved", drafts.unapproved(connection(), ("rule 'data' ended",))
    sides, refused = (Side.REQUESTER,), (ACCEPTER,)
    yield "routed", drafts.routed(with_vendor, one_sided, (_KEPT,), sides, refused)
    asks = connection(requester=_VENDOR, accepter=_SIX)
    yield "routed, vendor asks", drafts.routed(asks, one_sided, (), (), ())
    narrowed = rule("vendor", routes={Side.REQUESTER: SideRoutes(excluded=cidrs("10.10.0.0/17"))})
    yield "routed, vendor narrowed", drafts.routed(asks, narrowed, (), (), ())
    yield "conflict", drafts.conflict(with_vendor, one_sided, (_KEPT,), (_CONFLICT,))
    yield "cleaned", drafts.cleaned(_MEMORY, Status.DELETED, _STALE)
    yield "cleaned, vendor", drafts.cleaned(_WITH_VENDOR, Status.REJECTED)
    yield "adopted", drafts.adopted(REQUESTER_SCOPE, ((connection(), rule()),))


def said() -> Iterator[tuple[str, object]]:
    """What a person is shown, what is queued, and small words."""
    unsorted = replace(
        _PENDING, accepter=replace(ACCEPTER, cidrs=cidrs("10.30.0.0/16", "10.2.0.0/16"))
    )
    seen = replace(observed(), connection=replace(unsorted, multipath=True))
    missing = Missing(Side.REQUESTER, table(Side.REQUESTER), cidr("10.20.0.0/16"))
    for name, verdict in (
        ("accepted", Approved(rule())),
        ("rejected", Forbidden(rule("no", Effect.REJECT))),
        ("undecided", judge(read(unsorted, approvals(), NOW.date()))),
    ):
        looked = (("b", "a"), (missing, _CONFLICT))
        yield f"shown, {name}", shown(seen, verdict, looked, _ALICE, approvals()).as_json()
    for count in (500, 501, 502):
        told = shown(seen, Approved(rule()), ((), (missing,) * count), None, approvals())
        yield f"shown, {count} routes", (len(told.routes), told.routes[-1])
    caller = Caller(_ALICE, AccountId("111122223333"))
    scopes = (ACCEPTER_SCOPE, REQUESTER_SCOPE)
    yield "mention", json.loads(encode(Mention(PCX, scopes, 3, "the-event", caller)))
    yield "mention, bare", json.loads(encode(Mention(PCX, ())))
    survey = Survey(ACCEPTER_SCOPE, VpcId("vpc-0bbb"), 2, "the-event")
    yield "survey", json.loads(encode_survey(survey))
    route = (REQUESTER_SCOPE, PCX, RouteTableId("rtb-0aaa"), cidr("10.20.0.0/16"))
    stop = ChangeStop(_ALICE, NOW, "an outage")
    yield (
        "words",
        [
            *map(str, (CreateRoute(*route), ReplaceRoute(*route), stop)),
            str(AllowDnsResolution(REQUESTER_SCOPE, PCX, tuple(Side))),
            *(str(Ruling(e, _ALICE, NOW, "why", "")) for e in (Effect.ACCEPT, Effect.REJECT)),
            *map(str, (AllTables(), MainTable(), TablesById(_IDS))),
            str(TablesByTag({"tier": "a", "env": "prod"})),
        ],
    )


def judged() -> Iterator[tuple[str, object]]:
    """Why rules do not fit, and why people may not decide."""
    seen = replace(
        _PENDING,
        requester=replace(_PENDING.requester, cidrs=cidrs("10.10.0.0/16", "10.11.0.0/16")),
        accepter=replace(_VENDOR, cidrs=(), tags=None),
    )
    ours = replace(_PENDING, accepter=replace(ACCEPTER, tags={}))
    two = Conditions(
        accounts=("1", "2"),
        regions=("eu-west-1", "eu-west-2"),
        vpcs=("vpc-1*", "vpc-2*"),
        cidrs=cidrs("10.0.0.0/24", "10.1.0.0/24"),
        tags={"tier": "b", "team": "data", "env": "prod"},
    )
    strange = rule("all", requester=two, accepter=two, until=NOW.date() - timedelta(days=1))
    named = rule("named", requested_by=("arn:1", "arn:2"))
    for name, about, one, by in (
        ("everything", seen, strange, None),
        ("tags of nobody", ours, strange, None),
        ("caller unknown", ours, named, None),
        ("caller another", ours, named, _ALICE),
        ("one-sided inside", ours, rule(one_sided=True), None),
        ("outside", seen, rule(), None),
        ("both outside", replace(seen, requester=_VENDOR), rule(), None),
    ):
        (reading,) = read(about, approvals(one), NOW.date(), by)
        yield f"mismatches, {name}", list(map(asdict, reading.mismatches))
    for name, status, left in (
        ("expired", Status.EXPIRED, 1),
        ("pending, over", Status.PENDING_ACCEPTANCE, 0),
        ("pending", Status.PENDING_ACCEPTANCE, 1),
        ("initiating", Status.INITIATING_REQUEST, 1),
        ("active", Status.ACTIVE, -1),
    ):
        refused = not_open(connection(status, expires_at=NOW + timedelta(hours=left)), NOW)
        yield f"not open, {name}", refused and asdict(refused)
    pending, no = Undecided(None, ()), Forbidden(rule("no", Effect.REJECT))
    ends = fingerprint_of_ends(connection())
    ruling = Ruling(Effect.REJECT, _ALICE, NOW, "why", ends)
    bob = "arn:aws:iam::111122223333:user/bob"
    for name, case, deed in (
        ("own request", Case(connection(), pending, (), _ALICE, None, "x"), Deed.REJECT),
        ("requester unknown", Case(connection(), pending, (), None, None, "x"), Deed.APPROVE),
        ("unknown may reject", Case(connection(), pending, (), None, None, "x"), Deed.REJECT),
        ("decided", Case(connection(), pending, (), bob, ruling, "x"), Deed.APPROVE),
        ("changed", Case(connection(), pending, (), bob, None, "y"), Deed.APPROVE),
        ("reject rule", Case(connection(), no, (), bob, None, "x"), Deed.REJECT),
        ("guarded", Case(connection(), pending, ("overlap", "b"), bob, None, "x"), Deed.APPROVE),
        ("by rule", Case(connection(), Approved(rule()), (), bob, None, "x"), Deed.APPROVE),
        ("open", Case(connection(), pending, (), bob, None, "x"), Deed.APPROVE),
    ):
        order = Order(deed, Caller(_ALICE, AccountId("111122223333")), PCX, shown="x")
        refused = refusal(order, case)
        yield f"refused, {name}", refused and asdict(refused)


def written() -> Iterator[tuple[str, str]]:
    """What people read of requests that wait."""
    drafts = Drafts(approvals(), "apply", "the-event")
    for days in (None, 0, 1, 3):
        ends = None if days is None else NOW + timedelta(days=days, hours=2)
        waiting = Waiting(replace(_PENDING, expires_at=ends), ("no rule",), (), None, NOW)
        yield f"text, held, {days}", text(drafts.held(waiting))
    waiting = Waiting(_PENDING, ("no rule",), (), None, NOW)
    for days in (1, 2):
        yield f"text, expiring, {days}", text(drafts.expiring(waiting, days))
    bare = drafts.held(replace(waiting, connection=connection(Status.PENDING_ACCEPTANCE)))
    yield "text, held, bare", text(replace(bare, expires_at=NOW.isoformat(), days_left=None))


def whole() -> dict[str, Any]:
    """All of it, as JSON has it."""
    values = (
        {name: asdict(one) for name, one in announced()}
        | dict(said())
        | dict(judged())
        | dict(written())
    )
    read_back: dict[str, Any] = json.loads(json.dumps(values))
    return read_back


if __name__ == "__main__":
    WHOLE.write_text(json.dumps(whole(), indent=1, ensure_ascii=False) + "\n")
