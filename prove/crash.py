"""Proof 2: killed before or after any call, or refused any call, every story ends the same."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import Literal

from peering.errors import TryLaterError
from prove.answers import Answer, AnsweringCalls
from prove.documented import documented
from prove.ends import differences, last_state, said
from prove.proof import Found, Proof
from prove.receiving import ReceivingProgram
from prove.stories import STORIES, Build, Played, played
from tests.world.calls import Calls, DiedError, When

_SWEEPS = 3
_TWICE = 2  # a crash between putting and marking
_FAULTS: tuple[type[Exception], ...] = (DiedError, TryLaterError)
_WHEN: tuple[Literal["before", "after"], ...] = ("before", "after")


def killed(story: str, build: Build = ReceivingProgram) -> Found:
    """Kill or throttle each call of a story's last act, before and after it took effect."""
    calm = played(story, Calls(), lambda _: None, build)
    cases, violations = 0, list[str]()
    for number, call in enumerate(calm.world.calls.made, 1):
        for fault, when in product(_FAULTS, _WHEN):
            cases += 1
            where = f"{story}: {fault.__name__} {when} call {number} ({call.port}.{call.verb})"
            fail = partial(_fail, number=number, fault=fault, when=when)
            violations += _told(where, story, fail, calm, build)
    return Found(cases, tuple(violations))


def _fail(calls: Calls, number: int, fault: type[Exception], when: When) -> None:
    calls.fail(number, fault("failed on purpose"), when)


def _told(
    where: str, story: str, prepare: Callable[[Calls], None], calm: Played, build: Build
) -> Iterator[str]:
    try:
        end = played(story, Calls(), prepare, build)
    except Exception as error:  # noqa: BLE001  # whatever comes out of the program is a finding
        yield f"{where}: {error!r}"
        return
    yield from (f"{where}: {difference}" for difference in differences(end, calm))
    told, wanted = said(end.world), said(calm.world)
    if told.keys() != wanted.keys():
        yield f"{where}: announced {sorted(told)}, not {sorted(wanted)}"
    elif (told - wanted).total() > 1:
        yield f"{where}: announced more than one thing twice"


def refused(story: str, build: Build = ReceivingProgram) -> Found:
    """Let each call answer each error that AWS documents for it, once and for as long as told."""
    calm = played(story, AnsweringCalls(), lambda _: None, build)
    _sweep(calm)
    cases, violations = 0, list[str]()
    asked = tuple(calm.world.calls.made[: _calls_of(story, build)])
    for number, call in enumerate(asked, 1):
        for code, lasts in product(documented(call.port, call.verb), (False, True)):
            cases += 1
            where = f"{story}: {code} from call {number} ({call.port}.{call.verb})"
            answer = Answer(number, code, lasts)
            how = "until lifted" if lasts else "once"
            violations += (
                f"{where}, {how}: {line}" for line in _answered(story, answer, calm, build)
            )
    return Found(cases, tuple(violations))


def _calls_of(story: str, build: Build) -> int:
    return len(played(story, Calls(), lambda _: None, build).world.calls.made)


def _answered(story: str, answer: Answer, calm: Played, build: Build) -> Iterator[str]:
    calls = AnsweringCalls()
    try:
        end = played(story, calls, partial(_refuse, answer=answer), build)
        if answer.lasts:
            end.world.clock.advance(minutes=30)
            end.program.sweep()
        if not _keeps_no_marks(calls, answer):
            yield from _said_too_often(end)
        calls.lift()
        end.program.redrive()
        _sweep(end)
        yield from differences(end, calm)
        if lost := set(calm.world.bus.types) - set(end.world.bus.types):
            yield f"never announced {sorted(lost)}"
        if not answer.lasts and last_state(end.world) != last_state(calm.world):
            yield f"the last word is {last_state(end.world)}, not {last_state(calm.world)}"
    except Exception as error:  # noqa: BLE001  # whatever comes out of the program is a finding
        yield repr(error)


def _refuse(calls: AnsweringCalls, answer: Answer) -> None:
    calls.answer = answer


def _sweep(end: Played) -> None:
    """Let time pass, longer than any pause of the program's, and the schedule fire."""
    for _ in range(_SWEEPS):
        end.world.clock.advance(hours=25)
        end.program.sweep()


def _keeps_no_marks(calls: AnsweringCalls, answer: Answer) -> bool:
    """Tell whether the ledger cannot keep what is out: then at least once is all there is."""
    return calls.made[answer.number - 1].verb == "mark_announced"


def _said_too_often(end: Played) -> Iterator[str]:
    yield from (
        f"told {times} times: {what[0]}"
        for what, times in said(end.world).items()
        if times > _TWICE
    )


def run(piece: str, seed: int) -> Found:
    """Try one story; nothing is left to chance, so *seed* means nothing."""
    del seed
    how, _, story = piece.partition(": ")
    return killed(story) if how == "killed" else refused(story)


CRASH = Proof(
    name="crash",
    promise="killed or refused at any call, every story ends the same and nothing goes unsaid",
    pieces=tuple(f"{how}: {story}" for how, story in product(("killed", "refused"), STORIES)),
    run=run,
)
