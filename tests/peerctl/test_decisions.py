"""What people decide, by the real command at the real decide: how it ends, and with which code."""

import json
from collections.abc import Callable, Iterator

import pytest
import yaml

from peering.core.approvals import Effect
from peering.core.deciding import Deed, Order
from peering.core.model import ConnectionId, Side, Status
from tests.core.examples import rule
from tests.intake.test_orders import BOB
from tests.peerctl.command import peerctl
from tests.peerctl.window import Window, opened
from tests.usecases.program import Program, approving
from tests.usecases.test_decide import TO_TGW, held

LATER: tuple[int, dict[str, object]] = (
    503,
    {"code": "try_later", "sentence": "Try again soon: x."},
)


@pytest.fixture
def window() -> Iterator[Window]:
    with opened(held()[0]) as window:
        yield window


@pytest.fixture
def pcx(window: Window) -> ConnectionId:
    return next(iter(window.program.world.ec2.peerings))


def ends_as(window: Window, pcx: ConnectionId, status: Status) -> None:
    """Let EC2 do that once it is decided, whatever was decided."""

    def then(order: Order) -> None:
        if order.deed is not Deed.SHOW:
            if status is Status.ACTIVE:
                window.program.world.accept(pcx)
            else:
                window.program.world.ec2.end(pcx, status, Side.ACCEPTER)

    window.then = then


@pytest.mark.parametrize(
    ("verb", "status", "code"),
    [
        ("approve", Status.ACTIVE, 0),
        ("approve", Status.REJECTED, 1),
        ("approve", Status.FAILED, 1),
        ("approve", Status.EXPIRED, 1),
        ("approve", Status.DELETED, 1),
        ("reject", Status.REJECTED, 0),
        ("reject", Status.ACTIVE, 1),
    ],
)
def test_a_decision_ends_well_only_if_ec2_followed_it(
    window: Window, pcx: ConnectionId, verb: str, status: Status, code: int
) -> None:
    ends_as(window, pcx, status)

    ended = window(verb, pcx, "--reason", "ticket 12", "--yes", "-o", "json")

    assert ended.code == code, ended.err
    said = ended.document()
    assert isinstance(said, dict)
    assert said["status"] == status
    assert f"{pcx} is {status}" in said["came_of_it"]
    assert said["decided"]["reason"] == "ticket 12"
    assert said["shown"]["connection"]["id"] == pcx


def test_what_passes_is_waited_for(window: Window, pcx: ConnectionId) -> None:
    ends_as(window, pcx, Status.ACTIVE)
    window.answers, window.since = [LATER, LATER], 3

    ended = window("approve", pcx, "--reason", "ticket 12", "--yes")

    assert ended.code == 0
    assert window.actions == ["show", "approve", "show", "show", "show"]
    assert ended.out.splitlines()[-1] == f"{pcx} is active."


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        (
            (404, {"code": "unknown_connection", "sentence": "EC2 shows none."}),
            5,
            "EC2 shows none.",
        ),
        ((424, {"code": "out_of_reach", "sentence": "No way in."}), 8, "No way in."),
        ((502, {}), 9, "decide answers 502: look at its log, then try again."),
    ],
)
def test_what_keeps_us_from_seeing_what_came_of_it_has_its_own_code(
    window: Window, pcx: ConnectionId, answer: tuple[int, dict[str, object]], code: int, said: str
) -> None:
    window.answers, window.since = [answer], 3

    ended = window("approve", pcx, "--reason", "ticket 12", "--yes")

    assert ended.code == code
    assert "approved by" in ended.out
    assert said in ended.err


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (LATER, 9),
        ((424, {"code": "out_of_reach", "sentence": "No way in."}), 8),
        ((400, {"code": "malformed", "sentence": "$.body: x"}), 4),
        ((409, {"code": "own_request", "sentence": "You asked."}), 10),
    ],
)
def test_each_answer_of_decides_has_its_own_code(
    window: Window, pcx: ConnectionId, answer: tuple[int, dict[str, object]], code: int
) -> None:
    window.answers = [answer]

    ended = window("approve", pcx, "--reason", "ticket 12", "--yes")

    assert ended.code == code
    assert ended.sentence.endswith(".")
    assert "malformed" not in ended.sentence
    assert window.actions == ["show"]


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (("approve", "pcx-1", "--reason", "x"), "'pcx-1' is no connection's id"),
        (("reject", "vpc-0123456789abcdef0", "--reason", "x"), "is no connection's id"),
        (("apply", "pcx-0123456789abcdeg0"), "is no connection's id"),
        (("apply", "pcx-0123456789abcdef0", "--scope", "eu-west-1"), "ACCOUNT/REGION"),
        (("approve", "pcx-0123456789abcdef0", "--reason", " "), "--reason is empty"),
        (("approve", "pcx-0123456789abcdef0", "--reason", "a\nb"), "in one line"),
        (("freeze", "--reason", "x" * 1001), "1001 characters"),
        (("unfreeze", "--reason", ""), "--reason is empty"),
    ],
)
def test_what_decide_would_not_understand_is_told_before_anybody_is_asked(
    order: tuple[str, ...], said: str
) -> None:
    ended = peerctl(*order, *(() if order[0] == "apply" else ("--yes",)))

    assert ended.code == 2
    assert said in ended.sentence


def test_a_long_reason_gets_there_in_any_language(window: Window) -> None:
    assert window("freeze", "--reason", "🛑" * 1000, "--yes").code == 0


def test_a_refusal_tells_machines_why_and_what_was_shown(window: Window, pcx: ConnectionId) -> None:
    world = window.program.world
    world.route(world.main_table(next(iter(world.ec2.vpcs.values()))), "10.20.0.0/16", TO_TGW)

    ended = window("approve", pcx, "--reason", "ticket 12", "--yes", "-o", "yaml")

    assert ended.code == 10
    said = yaml.safe_load(ended.out)
    assert (said["code"], said["decided"]) == ("guarded", None)
    assert said["shown"]["guards"]
    assert len(said["digest"]) == 32
    assert "nobody overrules a guard" in ended.err


def in_the_way(window: Window, pcx: ConnectionId) -> None:
    """A route that leads elsewhere."""
    world = window.program.world
    world.route(world.main_table(world.ec2.peerings[pcx].requester), "10.20.0.0/16", TO_TGW)


def changed_meanwhile(window: Window, pcx: ConnectionId) -> None:
    """A block more, right after it was shown."""
    world = window.program.world
    window.then = lambda _: world.associate(world.ec2.peerings[pcx].accepter, "10.30.0.0/16")


def asked_by_bob(window: Window, pcx: ConnectionId) -> None:
    """The person who decides is the one who asked."""
    ledger = window.program.world.ledger
    ledger.record_request(pcx, BOB.arn, window.program.world.clock())


def rejected_by_rule(window: Window, _: ConnectionId) -> None:
    """A reject rule names it."""
    window.program.approvals = approving(rule(name="never", effect=Effect.REJECT))


def accepted_by_rule(window: Window, _: ConnectionId) -> None:
    """An accept rule names it."""
    window.program.approvals = approving(rule())


def too_late(window: Window, _: ConnectionId) -> None:
    """A week and a day have gone by."""
    window.program.world.clock.advance(days=8)


def decided_before(window: Window, pcx: ConnectionId) -> None:
    """Somebody has decided, and EC2 has not followed yet."""
    assert window("approve", pcx, "--reason", "ticket 12", "--yes", "--no-wait").code == 0


@pytest.mark.parametrize(
    ("happens", "code", "said"),
    [
        (in_the_way, "guarded", "nobody overrules a guard"),
        (changed_meanwhile, "changed", "is not what was shown any more"),
        (asked_by_bob, "own_request", "somebody else has to decide it"),
        (rejected_by_rule, "reject_rule", "rule 'never' rejects"),
        (accepted_by_rule, "accepted_by_rule", "there is nothing to decide"),
        (too_late, "expired", "has expired"),
        (decided_before, "decided_already", "A request is decided once"),
    ],
)
def test_each_refusal_is_told_and_decides_nothing(
    window: Window,
    pcx: ConnectionId,
    happens: Callable[[Window, ConnectionId], None],
    code: str,
    said: str,
) -> None:
    happens(window, pcx)
    kept = list(window.program.world.decisions.kept)

    ended = window("approve", pcx, "--reason", "ticket 13", "--yes", "-o", "json")

    assert ended.code == 10
    document = ended.document()
    assert isinstance(document, dict)
    assert document["code"] == code
    assert said in ended.err
    assert window.program.world.decisions.kept == kept


@pytest.mark.parametrize("verb", ["freeze", "unfreeze"])
def test_a_change_stop_tells_machines_too(window: Window, verb: str) -> None:
    if verb == "unfreeze":
        assert window("freeze", "--reason", "an outage", "--yes").code == 0

    said = json.loads(window(verb, "--reason", "x", "--yes", "-o", "json").out)

    assert said["code"] == "done"
    assert said["sentence"].startswith("Changes are ")


def test_apply_says_that_changes_are_frozen(window: Window, pcx: ConnectionId) -> None:
    assert "accept looks at it now" in window("apply", pcx).out
    assert window("freeze", "--reason", "an outage", "--yes").code == 0

    ended = window("apply", pcx)
    told = json.loads(window("apply", pcx, "-o", "json").out)

    assert ended.code == 0
    assert "changes nothing, for changes are frozen by" in ended.out
    assert "an outage" in told["frozen"]
    assert told["status"] == "pending-acceptance"


def test_a_decision_under_a_change_stop_is_kept_and_not_waited_for(
    window: Window, pcx: ConnectionId
) -> None:
    assert window("freeze", "--reason", "an outage", "--yes").code == 0

    ended = window("approve", pcx, "--reason", "ticket 12", "--yes")

    assert ended.code == 1
    assert f"{pcx} waits: changes are frozen by" in ended.out
    assert "peerctl unfreeze" in ended.out
    assert len(window.program.world.decisions.rulings) == 1


def test_both_vpcs_tags_are_shown_where_they_can_be_read() -> None:
    program = Program(held()[0].world, approving())
    world = program.world
    asks = world.vpc("10.50.0.0/16", tags={"team": "data"})
    asked = world.vpc("10.60.0.0/16", account="444455556666", tags={"tier": "shared"})
    pcx = world.request(asks, asked)
    with opened(program) as window:
        program.requested(pcx)
        ended = window("reject", pcx, "--reason", "ticket 12", "--yes", "--no-wait")

    assert "requester's tags: team=data" in ended.out
    assert "accepter's tags: tier=shared" in ended.out
