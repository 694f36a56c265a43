"""Proof 2: killed, refused or overtaken at any call, every story ends the same."""

from collections.abc import Iterator
from functools import partial
from itertools import product, starmap

from prove.answers import Answer, AnsweringCalls
from prove.deaths import Death, DyingCalls, deaths
from prove.documented import documented
from prove.ends import differences, last_state, said, said_again, unpublished
from prove.proof import Found, Proof
from prove.receiving import ReceivingProgram
from prove.stories import STORIES, Build, Played, calmly, played
from tests.world.calls import Call, Calls, When

_SWEEPS = 3


def killed(story: str, build: Build = ReceivingProgram) -> Found:
    """Kill or throttle each call of a story's last act, before and after it took effect."""
    calm, later = (played(story, Calls(), calmly, build) for _ in range(2))
    tried = list(deaths(tuple(calm.world.calls.made)))
    _sweep(later)
    violations = (
        f"{story}: {death}: {line}"
        for death in tried
        for line in _told(story, death, later if death.times > 1 else calm, build)
    )
    return Found(len(tried), tuple(violations))


def _told(story: str, death: Death, calm: Played, build: Build) -> Iterator[str]:
    """Tell what differs.

    Where a call failed so often that it looks like a fight over a route, that is asked after the
    pause that the program makes then.
    """
    calls = DyingCalls()
    try:
        end = played(story, calls, partial(_doom, death=death), build)
    except Exception as error:  # noqa: BLE001  # whatever comes out of the program is a finding
        yield repr(error)
        return
    if death.times > 1:
        _sweep(end)
        yield from differences(end, calm)
        yield from _last_words(end, calm)
        return
    yield from differences(end, calm)
    yield from _misreported(end, calm, sum(starmap(_between_put_and_mark, calls.struck)))


def _doom(calls: DyingCalls, program: ReceivingProgram, death: Death) -> None:
    del program
    calls.death = death


def _between_put_and_mark(call: Call, when: When) -> bool:
    return (call.verb, when) in {("put", "after"), ("mark_announced", "before")}


def _misreported(end: Played, calm: Played, unmarked: int) -> Iterator[str]:
    """Hold what was announced against what should have been, *unmarked* of it perhaps twice."""
    told, wanted = said(end.world), said(calm.world)
    if told.keys() != wanted.keys():
        yield f"announced {sorted(told)}, not {sorted(wanted)}"
    elif (told - wanted).total() > unmarked:
        yield f"said again: {sorted(told - wanted)}"
    yield from _last_words(end, calm)


def _last_words(end: Played, calm: Played) -> Iterator[str]:
    if lost := set(calm.world.bus.types) - set(end.world.bus.types):
        yield f"never announced {sorted(lost)}"
    if last_state(end.world) != last_state(calm.world):
        yield f"the last word is {last_state(end.world)}, not {last_state(calm.world)}"
    yield from unpublished(end.world)


def interleaved(story: str, build: Build = ReceivingProgram) -> Found:
    """Before each call of a story's last act, let another invocation work off the same message."""
    calm = played(story, Calls(), calmly, build)
    violations = list[str]()
    for number, call in enumerate(calm.world.calls.made, 1):
        where = f"{story}: a second pass before call {number} ({call.port}.{call.verb})"
        try:
            end = played(story, Calls(), partial(_interrupt, number=number), build)
        except Exception as error:  # noqa: BLE001  # whatever comes out of the program is a finding
            violations.append(f"{where}: {error!r}")
            continue
        lines = (*differences(end, calm), *_misreported(end, calm, unmarked=0))
        violations += (f"{where}: {line}" for line in lines)
    return Found(len(calm.world.calls.made), tuple(violations))


def _interrupt(calls: Calls, program: ReceivingProgram, number: int) -> None:
    calls.interrupt(number, program.deliver_twice_at_once)


def refused(story: str, build: Build = ReceivingProgram) -> Found:
    """Let each call answer each error that AWS documents for it, once and for as long as told."""
    calm = played(story, AnsweringCalls(), calmly, build)
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
    return len(played(story, Calls(), calmly, build).world.calls.made)


def _answered(story: str, answer: Answer, calm: Played, build: Build) -> Iterator[str]:
    calls = AnsweringCalls()
    try:
        end = played(story, calls, partial(_refuse, answer=answer), build)
        if answer.lasts:
            end.world.clock.advance(minutes=30)
            end.program.sweep()
        if not (answer.lasts and _keeps_no_marks(calls, answer)):
            often = said_again(end.world)
            if often.total() > _keeps_no_marks(calls, answer):
                yield f"said again: {sorted(often)}"
        calls.lift()
        end.program.redrive()
        _sweep(end)
        yield from differences(end, calm)
        yield from _last_words(end, calm)
    except Exception as error:  # noqa: BLE001  # whatever comes out of the program is a finding
        yield repr(error)


def _refuse(calls: AnsweringCalls, program: ReceivingProgram, answer: Answer) -> None:
    del program
    calls.answer = answer


def _sweep(end: Played) -> None:
    """Let time pass, longer than any pause of the program's, and the schedule fire."""
    for _ in range(_SWEEPS):
        end.world.clock.advance(hours=25)
        end.program.sweep()


def _keeps_no_marks(calls: AnsweringCalls, answer: Answer) -> bool:
    """Tell whether the ledger cannot keep what is out: then at least once is all there is."""
    return calls.made[answer.number - 1].verb == "mark_announced"


_HOW = {"killed": killed, "refused": refused, "interleaved": interleaved}


def run(piece: str, seed: int) -> Found:
    """Try one story; nothing is left to chance, so *seed* means nothing."""
    del seed
    how, _, story = piece.partition(": ")
    return _HOW[how](story)


CRASH = Proof(
    name="crash",
    promise="killed, refused or overtaken at any call, every story ends the same and nothing goes "
    "unsaid",
    pieces=tuple(f"{how}: {story}" for how, story in product(_HOW, STORIES)),
    run=run,
)
