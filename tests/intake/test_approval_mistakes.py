import pytest

from peering.intake.approvals import ApprovalsError, read_approvals
from tests.intake.examples import APPROVALS, with_rule

ACCEPT = "name: a, effect: accept, requester: {accounts: ['111122223333']}"
UNQUOTED = "in quotes (without them YAML reads something else)"


def refused(text: str) -> ApprovalsError:
    with pytest.raises(ApprovalsError) as caught:
        read_approvals(text)
    return caught.value


def found_in(text: str) -> list[str]:
    return str(refused(text)).splitlines()


# The arrow is where the finding has to point; it is taken out before the file is read.
@pytest.mark.parametrize(
    ("rule", "path", "expected", "found"),
    [
        (
            "name: a, effect: hold, requester: {cidrs: [10.0.0.0/8, ▸10.0.0/16]}",
            ".requester.cidrs[1]",
            "a CIDR block such as 10.0.0.0/16",
            '"10.0.0/16"',
        ),
        (
            "name: a, effect: hold, requester: {cidrs: [▸10.0.0.1/16]}",
            ".requester.cidrs[0]",
            "10.0.0.0/16, which is what EC2 would make of it",
            '"10.0.0.1/16"',
        ),
        (
            "name: a, effect: hold, requester: {accounts: [▸012345678901]}",
            ".requester.accounts[0]",
            f'an account id of 12 digits such as "111122223333", {UNQUOTED}',
            "012345678901",
        ),
        (
            "name: a, effect: hold, requester: {▸acounts: []}",
            ".requester.acounts",
            "one of accounts, regions, vpcs, cidrs, tags (did you mean accounts?)",
            "the field 'acounts'",
        ),
        (
            "name: a, effect: hold, requester: {vpcs: ▸[]}",
            ".requester.vpcs",
            "at least one entry: an empty one fits nothing",
            "an empty list",
        ),
        (
            "name: a, effect: hold, requester: {accounts: ▸null}",
            ".requester.accounts",
            "a list",
            "nothing",
        ),
        (
            "name: a, effect: accept, requester: ▸{vpcs: [vpc-0*]}",
            ".requester",
            "accounts in it, because an accept rule says whose requests it accepts",
            "a mapping",
        ),
        (
            "name: a, effect: reject, routes: ▸{requester: {tables: main}}",
            ".routes",
            "no routes in a rule whose effect is reject",
            "a mapping",
        ),
        (
            "name: a, effect: hold, requested_by: ▸alice",
            ".requested_by",
            "a list",
            '"alice"',
        ),
        (
            "name: a, effect: hold, requested_by: [▸'arn:aws:iam::111122223333:role/a?']",
            ".requested_by[0]",
            "a principal's ARN such as arn:aws:iam::111122223333:role/network-*",
            '"arn:aws:iam::111122223333:role/a?"',
        ),
        (
            f"{ACCEPT}, one_sided: true, accepter: ▸{{regions: [us-east-1]}}",
            ".accepter",
            "accounts in it, because a one-sided rule says who is outside",
            "a mapping",
        ),
        (
            "name: a, effect: hold, one_sided: ▸true",
            ".one_sided",
            "no one_sided in a rule whose effect is hold",
            "true",
        ),
        (
            "name: a, effect: hold, unroute: ▸true",
            ".unroute",
            "no unroute in a rule whose effect is hold",
            "true",
        ),
        (
            "name: a, effect: hold, ▸effect: hold",
            ".effect",
            "one such field",
            "another one, after line 4",
        ),
        ("name: a, effect: ▸allow", ".effect", "accept, reject or hold", '"allow"'),
        (
            "name: a, effect: hold, until: ▸2027-02-30",
            ".until",
            "a day such as 2027-06-30",
            "2027-02-30",
        ),
        (
            "name: a, effect: hold, accepter: {tags: {open: ▸yes}}",
            ".accepter.tags.open",
            f"a tag's value as text, {UNQUOTED}",
            "yes",
        ),
        (
            f"{ACCEPT}, routes: {{accepter: {{tables: ▸most}}}}",
            ".routes.accepter.tables",
            "all, main, {ids: [...]} or {tags: {...}}",
            '"most"',
        ),
        (
            f"{ACCEPT}, routes: {{accepter: {{tables: {{ids: [▸rtb]}}}}}}",
            ".routes.accepter.tables.ids[0]",
            "a route table's id such as rtb-0aaaaaaaaaaaaaaaa",
            '"rtb"',
        ),
        (
            'name: a, effect: hold, accepter: {tags: {"two\\nlines": ▸1}}',
            ".accepter.tags.'two\\nlines'",
            "a tag's key of 1 to 128 characters",
            "1",
        ),
        (f"{ACCEPT}, dns: ▸yes", ".dns", "true or false", "yes"),
        (f"{ACCEPT}, dns: ▸!!bool true", ".dns", "a value without a tag", "tag:yaml.org,2002:bool"),
        ("▸effect: hold", ".name", "a field called name", "none"),
    ],
)
def test_a_mistake_is_told_with_line_column_and_field(
    rule: str, path: str, expected: str, found: str
) -> None:
    text = with_rule(rule)
    column = text.splitlines()[3].index("▸") + 1
    column -= rule.startswith("▸")  # what is missing is told where its mapping begins
    [finding, *_] = found_in(text.replace("▸", ""))
    where = f"approvals.yaml:4:{column} rules[0]{path}"
    assert finding == f"{where}: expected {expected}, found {found}"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "1:1:"),
        ("[]", "1:1:"),
        ("version: 1\nrules: [", "3:1:"),
        ("version: 1\n---\nversion: 1", "2:1:"),
        ("version: \x07", "1:10:"),
        ("version: \ud800", "1:10:"),
        ("version: *one", "1:10:"),
        ("&a [*a]", "1:5:"),
        ("[" * 100_000 + "]" * 100_000, "1:22:"),
        (APPROVALS.replace("version: 1", "version: true"), "1:10 version: expected 1, found true"),
        (APPROVALS.replace("version: 1", "version: 2"), "1:10 version: expected 1, found 2"),
        (APPROVALS.replace("1000", "1001"), "6:19 routes_per_table: expected a whole number"),
        (
            APPROVALS.replace("laboratory", "data platform"),
            "19:11 rules[1].name: expected a name of",
        ),
        (with_rule("name: a, effect: hold").replace("governs: [", "governs: [] #"), "2:10 governs"),
    ],
)
def test_a_file_that_is_none_is_told_with_its_place(text: str, place: str) -> None:
    assert found_in(text)[0].startswith(f"approvals.yaml:{place}")


def test_a_few_lines_of_aliases_do_not_become_a_billion_values() -> None:
    lines = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    [finding] = found_in("\n".join(["a0: &a0 [x]", *lines]))
    assert "more than 100000 values" in finding


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = APPROVALS.replace("10.99.0.0/16", "10.99.0.0").replace("hold}", "held}")
    text = text.replace("version: 1", "version: one")
    lines = [finding.place.line for finding in refused(text).findings]
    assert lines == [1, 21, 23]
