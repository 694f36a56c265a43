from datetime import date

import pytest

from peering.core.approvals import (
    AllTables,
    Conditions,
    Effect,
    MainTable,
    OnConflict,
    SideRoutes,
    TableChoice,
    TablesById,
    TablesByTag,
)
from peering.core.blocks import cidr
from peering.core.model import AccountId, Region, Scope, Side
from peering.core.tables import RouteTableId
from peering.intake.approvals import read_approvals
from tests.intake.examples import APPROVALS, ROOT, with_rule

SHIPPED = (ROOT / "layers/approvals/approvals.yaml").read_text()


def test_everything_that_is_written_is_read() -> None:
    approvals = read_approvals(APPROVALS)
    assert len(approvals.governed) == 5
    assert approvals.governs(Scope(AccountId("123456789012"), Region("us-gov-west-1")))
    assert not approvals.governs(Scope(AccountId("123456789012"), Region("us-east-1")))
    assert approvals.routes_per_table == 1000
    accept, reject, hold = approvals.rules
    assert (accept.name, accept.effect) == ("data platform", Effect.ACCEPT)
    assert accept.requester == Conditions(
        accounts=("111122223333",), vpcs=("vpc-*",), cidrs=(cidr("10.20.0.0/14"), cidr("fd00::/8"))
    )
    assert accept.accepter.regions == ("eu-west-1",)
    assert accept.accepter.tags == {"peering": "open"}
    assert accept.until == date(2027, 6, 30)
    assert (accept.dns, accept.multipath, accept.unroute) == (True, True, False)
    assert accept.on_conflict is OnConflict.ROUTE_REST
    assert accept.side_routes(Side.REQUESTER).excluded == (cidr("10.20.9.0/24"),)
    assert accept.side_routes(Side.ACCEPTER) == SideRoutes(
        MainTable(), (cidr("10.20.4.0/22"),), (), (cidr("10.0.0.0/8"),)
    )
    assert (reject.effect, reject.unroute) == (Effect.REJECT, True)
    assert (hold.effect, hold.requester) == (Effect.HOLD, Conditions())
    assert hold.side_routes(Side.REQUESTER) == SideRoutes()


@pytest.mark.parametrize(
    ("written", "choice"),
    [
        ("all", AllTables()),
        ("main", MainTable()),
        ("{ids: [rtb-0123456789abcdef0]}", TablesById((RouteTableId("rtb-0123456789abcdef0"),))),
        ("{tags: {tier: private}}", TablesByTag({"tier": "private"})),
    ],
)
def test_tables_can_be_chosen_in_four_ways(written: str, choice: TableChoice) -> None:
    text = APPROVALS.replace("{tables: main,", f"{{tables: {written},")
    tables = read_approvals(text).rules[0].side_routes(Side.ACCEPTER).tables
    assert (tables, str(tables)) == (choice, str(choice))


def test_the_shipped_file_is_valid_and_governs_only_the_accounts_of_the_documentation() -> None:
    approvals = read_approvals(SHIPPED)
    assert {scope.account_id for scope in approvals.governed} == {"111122223333", "444455556666"}


def test_the_digest_tells_texts_apart() -> None:
    assert read_approvals(APPROVALS).digest == read_approvals(APPROVALS).digest
    assert read_approvals(APPROVALS).digest != read_approvals(APPROVALS + "# \n").digest
    assert len(read_approvals(APPROVALS).digest) == 16


@pytest.mark.parametrize(
    "text",
    [
        APPROVALS.replace("\n", "\r\n"),
        "\ufeff" + APPROVALS,
        APPROVALS.replace("until: 2027-06-30", 'until: "2027-06-30"'),
        APPROVALS.replace("[us-east-1, eu-west-1]", "&home [us-east-1, eu-west-1]").replace(
            "[us-gov-west-1]", "*home"
        ),
        "---\n" + APPROVALS + "...\n",
    ],
    ids=["Windows", "byte order mark", "quoted day", "alias", "document marks"],
)
def test_what_yaml_lets_people_write_is_read_alike(text: str) -> None:
    assert read_approvals(text).rules == read_approvals(APPROVALS).rules


def test_the_order_of_fields_means_nothing() -> None:
    flipped = with_rule("effect: hold, name: a, until: 2027-06-30")
    assert (
        read_approvals(flipped).rules
        == read_approvals(with_rule("until: 2027-06-30, name: a, effect: hold")).rules
    )


def test_a_rule_may_ask_who_made_the_request_and_name_an_outside_account() -> None:
    by = "arn:aws:iam::111122223333:role/network-*"
    vendor = "requester: {accounts: ['111122223333']}, accepter: {accounts: ['777788889999']}"
    text = with_rule(f"name: a, effect: accept, {vendor}, one_sided: true, requested_by: ['{by}']")

    *_, rule = read_approvals(text).rules

    assert (rule.requested_by, rule.one_sided) == ((by,), True)
    assert all(not other.one_sided for other in read_approvals(APPROVALS).rules)
