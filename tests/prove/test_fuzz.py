"""Each check of the fuzz can fail, and what is spoiled is about what is there."""

from collections.abc import Callable
from random import Random

import pytest
import yaml

from peering import accept, answer, notify, survey
from peering.core import marking
from peering.core.answering import Admit
from peering.core.approvals import Approvals
from peering.core.drafts import Drafts
from peering.core.memory import Basis, Decision
from peering.core.model import Connection
from peering.intake.approvals import read_approvals
from peering.ports import Survey
from peering.reception import Reception
from prove.fuzz import proof as fuzz
from prove.fuzz.bench import converged, held
from prove.fuzz.judging import wrongs
from prove.fuzz.mutation import spoiled_yaml
from prove.fuzz.samples import approvals_files, bodies
from tests.core.examples import NOW, rule


def test_a_great_part_of_what_arrives_names_the_connection() -> None:
    bench = held()
    named = [body for body in bodies(bench) if bench.pcx in body]

    assert len(named) > 30


def test_nothing_is_left_to_do_where_everything_is_done() -> None:
    bench = converged()
    assert len(bench.world.routes_to(bench.pcx)) == 2
    body = next(body for body in bodies(bench) if bench.pcx in body and '"mention"' in body)

    assert list(wrongs(bench, "route", body)) == []
    assert bench.world.bus.types == ["Peering Accepted", "Peering Routed"]


def test_a_reader_that_crashes_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object, **__: object) -> None:
        raise KeyError("detail")

    monkeypatch.setattr("prove.fuzz.bench.survey_in", crash)

    assert fuzz.events(0, 5).violations


def test_a_message_that_is_dropped_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reception, "_receive", lambda *_, **__: None)

    assert _says("dropped", fuzz.events(0, 2).violations)


def test_a_request_that_is_accepted_without_a_rule_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    decision = Decision(rule().effect, Basis.RULE, "data", NOW)
    monkeypatch.setattr(answer, "answer_to", lambda *_: Admit(rule(), decision, ""))

    assert _says(
        "held: it made the program write: AcceptConnection", fuzz.events(0, 200).violations
    )


def test_a_write_to_what_is_in_order_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(0)  # noqa: S311 # not a secret
    monkeypatch.setattr(marking, "_tags", lambda *_: {"Name": str(chance.random())})

    assert _says("converged: it made the program write: Tag", fuzz.events(0, 200).violations)


def test_an_announcement_that_nothing_called_for_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(self: accept.Accept, connection: Connection, *_: object) -> None:
        drafts = Drafts(self.approvals, "apply", "")
        self.announcer.announce(drafts.failed(connection, (str(id(object())),)))

    monkeypatch.setattr(accept.Accept, "_attend", tell)

    assert _says("converged: it was announced", fuzz.events(0, 200).violations)


def test_work_that_is_queued_twice_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    queue = survey.SurveyScope._queue  # noqa: SLF001 # what is broken here

    def twice(self: survey.SurveyScope, asked: Survey, *found: list[Connection]) -> None:
        for _ in range(2):
            queue(self, asked, *found)

    monkeypatch.setattr(survey.SurveyScope, "_queue", twice)

    assert _says("it queued", fuzz.events(0, 200).violations)


def test_a_message_that_sns_does_not_take_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "subject", lambda _: "x" * 101)

    assert _says("SNS takes no such message", fuzz.events(0, 200).violations)


def test_approvals_are_spoiled_in_their_structure() -> None:
    chance = Random(0)  # noqa: S311 # not a secret
    documents = [yaml.safe_load(spoiled_yaml(chance, approvals_files()[1])) for _ in range(50)]

    assert len({repr(document) for document in documents}) > 30


def test_a_file_that_is_read_by_half_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def first_rules(text: str) -> Approvals:
        whole = read(text)
        return Approvals(whole.governed, whole.rules[:1])

    read: Callable[[str], Approvals] = read_approvals
    monkeypatch.setattr(fuzz, "read_approvals", first_rules)

    assert _says("not every rule was read", fuzz.approvals(0, 100).violations)


def test_a_scope_that_the_file_does_not_name_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    read: Callable[[str], Approvals] = read_approvals
    monkeypatch.setattr(
        fuzz, "read_approvals", lambda text: Approvals(frozenset(), read(text).rules)
    )

    assert _says("other scopes are governed", fuzz.approvals(0, 100).violations)


def test_a_file_that_makes_the_reader_crash_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_: str) -> Approvals:
        raise KeyError("rules")

    monkeypatch.setattr(fuzz, "read_approvals", crash)

    assert _says("KeyError", fuzz.approvals(0, 5).violations)


def _says(words: str, violations: tuple[str, ...]) -> bool:
    return any(words in one for one in violations)
