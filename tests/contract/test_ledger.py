"""What every `Ledger` promises: run against the fake, and against DynamoDB on moto."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from peering.aws.ledger import DynamoLedger
from peering.core.approvals import Effect
from peering.core.blocks import cidr
from peering.core.memory import Announced, Basis, Decision, Memory, OwnedRoute
from peering.core.model import ConnectionId, Side, Status
from peering.core.tables import RouteTableId
from peering.ports import Claim, Ledger
from tests.contract.dynamo import TABLE, create_table
from tests.core.examples import ACCEPTER, NOW, OTHER_PCX, PCX, REQUESTER, connection
from tests.world import Calls
from tests.world.ledger import FakeLedger

LEASE = timedelta(seconds=30)
HELD = Announced("Peering Held", "0123456789abcdef")
ROUTED = Announced("Peering Routed", "fedcba9876543210")
DECISION = Decision(Effect.ACCEPT, Basis.RULE, "open", NOW, ("requester in 111122223333",))


@pytest.fixture(params=["fake", "dynamodb"])
def ledger(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    if request.param == "fake":
        yield FakeLedger(Calls())
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_table(client)
        yield DynamoLedger(lambda: client, TABLE, "apply")


def owned(destination: str, table: str = "rtb-0123456789abcdef0") -> OwnedRoute:
    return OwnedRoute(
        REQUESTER.scope, REQUESTER.id, RouteTableId(table), cidr(destination), NOW, 2, "all"
    )


def test_what_was_never_heard_of_is_an_empty_memory(ledger: Ledger) -> None:
    assert ledger.recall(PCX) == Memory(PCX)


def test_a_decision_is_recalled_with_the_ends_that_the_connection_had(ledger: Ledger) -> None:
    ledger.record_decision(connection(Status.PENDING_ACCEPTANCE), DECISION)

    memory = ledger.recall(PCX)
    assert memory.decision == DECISION
    assert memory.ends == {Side.REQUESTER: REQUESTER, Side.ACCEPTER: ACCEPTER}


def test_a_later_decision_takes_the_place_of_the_first(ledger: Ledger) -> None:
    ledger.record_decision(connection(), DECISION)
    later = replace(DECISION, basis=Basis.PERSON, by="arn:aws:iam::444455556666:role/network")

    ledger.record_decision(connection(), later)

    assert ledger.recall(PCX).decision == later


def test_decisions_are_found_in_bulk_for_those_that_have_one(ledger: Ledger) -> None:
    ids = [ConnectionId(f"pcx-{number:017x}") for number in range(230)]
    for id_ in ids[::50]:
        ledger.record_decision(replace(connection(), id=id_), DECISION)

    assert ledger.decisions([*ids, ids[0]]) == dict.fromkeys(ids[::50], DECISION)
    assert ledger.decisions([]) == {}


def test_ownership_is_recalled_in_full_and_the_last_word_counts(ledger: Ledger) -> None:
    routes = [owned(f"10.{number}.0.0/16") for number in range(60)]
    routes.append(owned("2001:db8:1::/56"))
    ledger.record_ownership(PCX, routes)

    again = replace(routes[0], writes=3, chosen_by="main")
    ledger.record_ownership(PCX, [again])

    assert set(ledger.recall(PCX).owned) == {again, *routes[1:]}
    assert ledger.recall(OTHER_PCX).owned == ()


def test_forgotten_ownership_is_gone(ledger: Ledger) -> None:
    kept, narrowed = owned("10.20.0.0/16"), owned("10.20.4.0/22")
    ledger.record_ownership(PCX, [kept, narrowed])

    ledger.forget_ownership(PCX, [(narrowed.table_id, narrowed.destination)])

    assert ledger.recall(PCX).owned == (kept,)


def test_a_refused_dns_option_is_recalled_with_its_time(ledger: Ledger) -> None:
    ledger.record_dns_refusal(PCX, Side.ACCEPTER, NOW + timedelta(days=1))

    assert ledger.recall(PCX).dns_refused == {Side.ACCEPTER: NOW + timedelta(days=1)}


def test_who_made_the_request_is_recalled(ledger: Ledger) -> None:
    ledger.record_request(PCX, "arn:aws:iam::111122223333:user/alice", NOW)

    memory = ledger.recall(PCX)
    assert memory.requested_by == "arn:aws:iam::111122223333:user/alice"
    ledger.let_expire(memory, NOW)
    assert ledger.recall(PCX) == memory


def test_one_of_two_may_put_an_announcement_out(ledger: Ledger) -> None:
    assert ledger.claim(PCX, HELD, NOW, LEASE) is Claim.TAKEN
    assert ledger.claim(PCX, HELD, NOW + LEASE / 2, LEASE) is Claim.BUSY
    assert ledger.claim(PCX, ROUTED, NOW, LEASE) is Claim.TAKEN
    assert ledger.claim(OTHER_PCX, HELD, NOW, LEASE) is Claim.TAKEN


def test_a_claim_is_no_announcement(ledger: Ledger) -> None:
    ledger.claim(PCX, HELD, NOW, LEASE)

    assert ledger.recall(PCX).announced == frozenset()


def test_a_claim_whose_holder_died_can_be_taken_once_its_lease_is_over(ledger: Ledger) -> None:
    ledger.claim(PCX, HELD, NOW, LEASE)

    assert ledger.claim(PCX, HELD, NOW + LEASE, LEASE) is Claim.TAKEN
    assert ledger.claim(PCX, HELD, NOW + LEASE, LEASE) is Claim.BUSY


def test_what_is_out_stays_out(ledger: Ledger) -> None:
    ledger.claim(PCX, HELD, NOW, LEASE)
    ledger.mark_announced(PCX, HELD, NOW)

    assert ledger.claim(PCX, HELD, NOW + timedelta(days=1), LEASE) is Claim.OUT
    assert ledger.recall(PCX).announced == {HELD}


def test_what_is_retired_is_announced_again(ledger: Ledger) -> None:
    for announced in (HELD, ROUTED):
        ledger.mark_announced(PCX, announced, NOW)

    ledger.retire(PCX, [HELD])

    assert ledger.recall(PCX).announced == {ROUTED}
    assert ledger.claim(PCX, HELD, NOW, LEASE) is Claim.TAKEN


def test_a_scope_has_announcements_too(ledger: Ledger) -> None:
    adopted = Announced("Peerings Adopted", "0123456789abcdef")

    assert ledger.claim(str(REQUESTER.scope), adopted, NOW, LEASE) is Claim.TAKEN
    ledger.mark_announced(str(REQUESTER.scope), adopted, NOW)
    ledger.record_unreachable(REQUESTER.scope, "the role can't be assumed", NOW)

    assert ledger.claim(str(REQUESTER.scope), adopted, NOW, LEASE) is Claim.OUT


def test_the_memory_of_an_ended_connection_stays_and_its_decision_is_closed(
    ledger: Ledger,
) -> None:
    ledger.record_decision(connection(), DECISION)
    ledger.record_ownership(PCX, [owned("10.20.0.0/16")])
    ledger.mark_announced(PCX, ROUTED, NOW)
    before = ledger.recall(PCX)

    ledger.let_expire(before, NOW)

    assert ledger.recall(PCX) == replace(before, decision=replace(DECISION, closed=True))
    assert ledger.decisions([PCX]) == {PCX: replace(DECISION, closed=True)}


def test_what_nobody_remembers_can_expire_too(ledger: Ledger) -> None:
    ledger.let_expire(replace(Memory(PCX), owned=(owned("10.20.0.0/16"),)), NOW)

    assert ledger.recall(PCX) == Memory(PCX)


def test_each_connection_has_its_own_routes(ledger: Ledger) -> None:
    one, other = owned("10.20.0.0/16"), owned("10.30.0.0/16")
    ledger.record_ownership(PCX, [one])
    ledger.record_ownership(OTHER_PCX, [other])

    assert ledger.recall(PCX).owned == (one,)
    assert ledger.recall(OTHER_PCX).owned == (other,)
