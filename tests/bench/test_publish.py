"""What is published was measured on one commit, and says why a goal is missed."""

import pytest

from bench.figures import Figure
from bench.missed import Reason, UnexplainedError, explained, reasons
from bench.publish import PAGE, only_commit, put
from bench.registry import MEASUREMENTS

MET = Figure("sweep: first answer", 1, "ms", goal=2)
MISSED = Figure("route: first answer", 3, "ms", goal=2)
WHY = Reason("cold", "*: first answer", "It does more.", "Less.")


def test_a_missed_goal_is_published_with_its_reason_and_with_what_was_tried() -> None:
    figures = explained({"cold": [MET, MISSED]}, [WHY])["cold"]
    assert [figure.note for figure in figures] == ["", "Missed: It does more. Tried: Less."]


@pytest.mark.parametrize("known", [[], [Reason("money", "*", "It costs.", "Nothing.")]])
def test_a_missed_goal_without_a_reason_is_refused(known: list[Reason]) -> None:
    with pytest.raises(UnexplainedError, match="route: first answer"):
        explained({"cold": [MISSED], "money": [MET]}, known)


def test_a_reason_for_a_figure_that_there_is_not_is_refused() -> None:
    with pytest.raises(UnexplainedError, match="no figure 'once'"):
        explained({"cold": [MET]}, [Reason("cold", "once", "", "")])


def test_figures_of_two_commits_are_refused() -> None:
    assert only_commit({"a": {"commit": "1"}, "b": {"commit": "1"}}) == "1"
    with pytest.raises(ValueError, match="mixes 1, 2"):
        only_commit({"a": {"commit": "1"}, "b": {"commit": "2"}})


def test_the_page_has_a_place_for_each_measurement_and_reasons_are_of_these() -> None:
    names = {*(one.name for one in MEASUREMENTS), "bench"}
    for name in (*names, "machine"):
        assert "found" in put(PAGE.read_text(), name, "found")
    assert {reason.measurement for reason in reasons()} <= names
    assert all(reason.why and reason.tried for reason in reasons())
