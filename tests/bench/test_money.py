"""What AWS charges for is counted as AWS counts it."""

from collections.abc import Mapping

import pytest

from bench.heard import Ask
from bench.money.asked import item_bytes, used_by
from bench.money.meter import log_bytes

KEY = {"connection": {"S": "pcx-1"}, "fact": {"S": "decision"}}


def dynamodb(
    action: str, told: Mapping[str, object], answer: Mapping[str, object] | None = None
) -> Ask:
    return Ask("dynamodb", action, told, answer or {})


def test_an_item_is_as_large_as_its_names_and_values() -> None:
    assert item_bytes(KEY) == len("connectionpcx-1factdecision")
    assert item_bytes({"n": {"N": "1234"}, "b": {"BOOL": True}}) == 1 + 3 + 1 + 1
    assert item_bytes({"l": {"L": [{"S": "ab"}]}, "m": {"M": {"k": {"S": "v"}}}}) == 1 + 6 + 1 + 6


@pytest.mark.parametrize(("size", "units"), [(1, 1), (900, 1), (1100, 2), (3000, 3)])
def test_each_kilobyte_written_is_a_unit(size: int, units: int) -> None:
    item = {**KEY, "text": {"S": "x" * size}}
    put = dynamodb("PutItem", {"Item": item})
    batch = dynamodb(
        "BatchWriteItem", {"RequestItems": {"t": [{"PutRequest": {"Item": item}}] * 2}}
    )
    assert (used_by([put]).writes, used_by([batch]).writes) == (units, 2 * units)
    assert used_by([put]).written_bytes == item_bytes(item)


def test_what_is_read_counts_by_four_kilobytes_and_what_is_not_there_once() -> None:
    large = {**KEY, "text": {"S": "x" * 5000}}
    query = dynamodb("Query", {}, {"Items": [large, large]})
    assert used_by([query]).reads == 3
    keys = {"RequestItems": {"t": {"Keys": [KEY, KEY]}}}
    assert used_by([dynamodb("BatchGetItem", keys, {"Responses": {"t": [large]}})]).reads == 2 + 1
    assert used_by([dynamodb("GetItem", {"Key": KEY})]).reads == 1


def test_what_has_no_known_price_is_no_figure() -> None:
    with pytest.raises(RuntimeError, match="nobody knows"):
        used_by([Ask("s3", "GetObject", {}, {})])
    with pytest.raises(RuntimeError, match="nobody knows"):
        used_by([dynamodb("Scan", {})])


def test_the_emulators_own_lines_are_none_of_lambdas() -> None:
    assert log_bytes("1 Nov [INFO] (rapid) INIT START\nSTART RequestId: 1\n{}\n") == 18 + 2 + 2 * 26
