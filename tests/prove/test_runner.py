"""What is finished is kept and not run again; what breaks is told; the file fits its schema."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import validate

from prove.proof import Found, Proof
from prove.record import SCHEMA, Record
from prove.runner import run, timed

COMMIT = "0123456789abcdef0123456789abcdef01234567"
RAN = Path("ran")


def _counting(piece: str, seed: int) -> Found:
    with RAN.open("a") as ran:
        ran.write(f"{piece} {seed}\n")
    return Found(3, ("it broke",) if piece == "bad" else (), {"score": 0.5})


def _breaking(piece: str, _: int) -> Found:
    raise KeyError(piece)


def _proof(*pieces: str) -> Proof:
    return Proof("counting", "Everything is counted", pieces, _counting)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _record(seed: int = 7, commit: str = COMMIT) -> Record:
    record = Record(Path("build/prove.json"), commit, seed)
    record.resume()
    return record


def _ran() -> list[str]:
    return RAN.read_text().splitlines() if RAN.exists() else []


def test_each_piece_runs_once_and_is_in_the_file() -> None:
    finished = list(run([_proof("good", "bad")], _record(), processes=1))

    told = json.loads(Path("build/prove.json").read_text())
    validate(told, json.loads(SCHEMA.read_text()))
    (proof,) = told["proofs"]
    assert {one.piece for one in finished} == {"good", "bad"}
    assert proof["finished"] is True
    assert proof["cases"] == 6
    assert proof["violations"] == ["it broke"]
    assert proof["measures"] == {"score": 0.5}


def test_an_interrupted_run_goes_on_where_it_stopped() -> None:
    proof = _proof("one", "two")
    record = _record()
    record.keep(proof, "one", Found(5), 1.0)
    record.write([proof])

    list(run([proof], _record(), processes=1))

    assert _ran() == ["two 7"]
    assert _record().told(proof)["cases"] == 8


def test_running_one_proof_forgets_no_other() -> None:
    first = _proof("one")
    list(run([first], _record(), processes=1))

    list(run([replace(first, name="another")], _record(), processes=1))

    assert _record().missing(first) == []
    told = json.loads(Path("build/prove.json").read_text())
    assert [proof["name"] for proof in told["proofs"]] == ["another", "counting"]


@pytest.mark.parametrize("other", [{"seed": 8}, {"commit": f"{COMMIT}+0123456789ab"}])
def test_what_was_proved_of_other_code_or_chance_proves_nothing_now(
    other: dict[str, object],
) -> None:
    proof = _proof("one")
    record = _record()
    record.keep(proof, "one", Found(5), 1.0)
    record.write([proof])

    assert _record(**other).missing(proof) == ["one"]  # type: ignore[arg-type]  # either of its fields


def test_a_proof_that_breaks_down_has_proved_nothing() -> None:
    found, _ = timed(Proof("broken", "None", ("all",), _breaking), "all", 3)

    (violation,) = found.violations
    assert "all, seed 3: the proof broke down" in violation
    assert "KeyError" in violation
