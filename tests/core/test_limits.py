import json
from dataclasses import asdict, replace

import pytest

from peering.core.announcements import (
    Announcement,
    PeeringAccepted,
    PeeringRouteConflict,
    PeeringRouted,
    PeeringUnapproved,
)
from peering.core.contents import LeftOut, LeftToDo
from peering.core.limits import LONGEST, fitting
from peering.core.messages import text
from tests.core.announced import BETWEEN, EACH, huge

ENTRY = 256 * 1024  # of PutEvents, and a message of SNS
ACCEPTED = PeeringAccepted(connection=BETWEEN, decided_by="data", grounds=())


def size(announcement: Announcement) -> int:
    return len(json.dumps(asdict(announcement)))


@pytest.mark.parametrize("announcement", EACH, ids=lambda a: a.type)
def test_what_fits_is_told_whole(announcement: Announcement) -> None:
    assert fitting(announcement) is announcement


@pytest.mark.parametrize("announcement", EACH, ids=lambda a: a.type)
def test_what_does_not_fit_is_begun_and_the_rest_is_counted(announcement: Announcement) -> None:
    whole = huge(announcement)
    assert size(whole) > ENTRY

    told = fitting(whole)

    assert LONGEST * 0.9 < size(told) <= LONGEST
    assert told.left_out
    for left in told.left_out:
        name = left.what.replace(" ", "_")
        entries, kept = getattr(whole, name), getattr(told, name)
        assert kept == entries[: len(kept)]
        assert len(kept) + left.count == len(entries)


def test_a_list_that_is_short_enough_stays_whole() -> None:
    (routed,) = (one for one in EACH if isinstance(one, PeeringRouteConflict))
    told = fitting(replace(routed, routes=routed.routes * 5_000))
    assert isinstance(told, PeeringRouteConflict)
    assert told.conflicts == routed.conflicts
    assert [left.what for left in told.left_out] == ["routes"]


def test_a_sentence_that_is_far_too_long_is_cut() -> None:
    told = fitting(replace(ACCEPTED, grounds=("x" * 500_000, "until 2027-06-30")))
    assert isinstance(told, PeeringAccepted)
    assert told.grounds == ("x" * 1000 + "…", "until 2027-06-30")
    assert told.left_out == ()


def test_what_is_cut_already_fits() -> None:
    told = fitting(huge(next(said for said in EACH if isinstance(said, PeeringRouted))))
    assert fitting(told) is told


def test_two_states_that_begin_alike_are_two_states() -> None:
    """What is cut off still counts for whether a state was announced already."""
    one = huge(next(said for said in EACH if isinstance(said, PeeringRouted)))
    assert isinstance(one, PeeringRouted)
    other = replace(one, routes=(*one.routes[:-1], replace(one.routes[-1], table="rtb-0ccc")))
    assert fitting(one) == fitting(other)
    assert one.digest != other.digest


def test_the_words_say_how_much_more_there_is() -> None:
    said = replace(EACH[3], left_out=(LeftOut("routes", 4321), LeftOut("left to do", 5)))
    assert text(said).endswith(
        "There is more than one message takes: 4321 more routes, 5 more left to do.\n"
    )


def test_a_sentence_of_a_thousand_letters_stays_whole() -> None:
    told = fitting(replace(ACCEPTED, grounds=("x" * 1000,) * 500))
    assert isinstance(told, PeeringAccepted)
    assert set(told.grounds) == {"x" * 1000}


def test_what_not_even_one_entry_fits_of_is_only_counted() -> None:
    (routed,) = (one for one in EACH if isinstance(one, PeeringRouted))
    route = replace(routed.routes[0], table="x" * 200_000)

    told = fitting(replace(routed, routes=(route, route)))

    assert isinstance(told, PeeringRouted)
    assert (told.routes, told.left_out) == ((), (LeftOut("routes", 2),))


def test_what_is_left_out_is_named_in_words() -> None:
    (routed,) = (one for one in EACH if isinstance(one, PeeringRouted))
    todo = LeftToDo("x" * 100, "y", "z")

    told = fitting(replace(routed, left_to_do=(todo,) * 5_000))

    assert [left.what for left in told.left_out] == ["left to do"]


@pytest.mark.parametrize("length", [10, 700])
def test_as_much_is_told_as_fits(length: int) -> None:
    (unapproved,) = (one for one in EACH if isinstance(one, PeeringUnapproved))
    told = fitting(replace(unapproved, reasons=("x" * length,) * 50_000))

    one_more = len(json.dumps("x" * length)) + len(", ")
    assert LONGEST - one_more < size(told) <= LONGEST
