"""The proof of any order, in pieces."""

from typing import cast

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from prove.any_order.machine import Disorder
from prove.proof import Found, Proof

_STEPS = 60
_PIECES, _HISTORIES = 40, 500


def any_order(number: int, histories: int, *, shrink: bool = True) -> Found:
    """Play so many histories, drawn from the seed *number*; *shrink* the first that is violated."""
    one = cast(
        "type[RuleBasedStateMachine]", seed(number)(type(f"Disorder{number}", (Disorder,), {}))
    )
    told = settings(
        max_examples=histories,
        stateful_step_count=_STEPS,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        suppress_health_check=tuple(HealthCheck),
    )
    try:
        run_state_machine_as_test(one, settings=told)
    except Exception as error:  # noqa: BLE001 # whatever stops the program is a violation
        return Found(histories, (_in_words(number, error),))
    return Found(histories)


def _in_words(number: int, error: BaseException) -> str:
    played = "; ".join(getattr(error, "__notes__", ()))
    return f"seed {number}: {error} ({played})"


def run(piece: str, seed: int) -> Found:
    """Run one piece, which is a number, from *seed*."""
    return any_order(seed + int(piece), _HISTORIES)


ANY_ORDER = Proof(
    name="any-order",
    promise="whatever happens in whatever order, sweeps alone bring the network in order, write "
    "no more than there is to write, and touch nothing of anybody else's",
    pieces=tuple(map(str, range(_PIECES))),
    run=run,
)
