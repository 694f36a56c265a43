"""`python -m prove [NAME…]`: run the proofs in full; what is finished is not run again."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "layers" / "peering"), str(ROOT)]

from prove.proof import Proof  # noqa: E402  # the program lies in a layer
from prove.record import Record, ToldProof, commit  # noqa: E402  # likewise
from prove.registry import PROOFS  # noqa: E402  # likewise
from prove.runner import run  # noqa: E402  # likewise

_SHOWN = 20


def main(words: Sequence[str]) -> int:
    """Run the proofs that are named, or all; answer 1 where a promise is broken, else 0."""
    parser = _parser()
    asked = parser.parse_args(words)
    if unknown := set(asked.names) - {proof.name for proof in PROOFS}:
        parser.error(f"there is no proof named {', '.join(sorted(unknown))}")
    proofs = [proof for proof in PROOFS if not asked.names or proof.name in asked.names]
    record = Record(asked.to, commit(), asked.seed)
    if not asked.fresh:
        record.resume()
    console = Console()
    try:
        _show_progress(proofs, record, asked.processes, console)
    except KeyboardInterrupt:
        console.print("Interrupted; say it again to go on from here.")
        return 130
    return _conclude(proofs, record, console)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m prove", description=__doc__)
    names = ", ".join(proof.name for proof in PROOFS)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"all unless said: {names}")
    parser.add_argument("--fresh", action="store_true", help="start anew")
    parser.add_argument("--seed", type=int, default=20261120, help="of all chance")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "prove.json", metavar="FILE")
    return parser


def _show_progress(
    proofs: Sequence[Proof], record: Record, processes: int, console: Console
) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    said = TextColumn("{task.fields[cases]:,} cases, {task.fields[violations]} violations")
    with Progress(*columns, said, TimeElapsedColumn(), console=console) as progress:
        bars = {
            proof.name: progress.add_task(
                proof.name,
                total=len(proof.pieces),
                completed=len(proof.pieces) - len(record.missing(proof)),
                cases=record.told(proof)["cases"],
                violations=len(record.told(proof)["violations"]),
            )
            for proof in proofs
        }
        for finished in run(proofs, record, processes):
            told = record.told(finished.proof)
            progress.update(
                bars[finished.proof.name],
                advance=1,
                cases=told["cases"],
                violations=len(told["violations"]),
            )
            for line in finished.found.violations[:_SHOWN]:
                progress.console.print(f"{finished.proof.name}: {line}", markup=False)
            if told["finished"] and not console.is_terminal:  # where no bar is drawn
                console.print(_in_words(told), markup=False)


def _in_words(told: ToldProof) -> str:
    cases, violations, took = told["cases"], len(told["violations"]), told["seconds"]
    return f"{told['name']}: {cases:,} cases, {violations} violations, {took:.0f} s"


def _conclude(proofs: Sequence[Proof], record: Record, console: Console) -> int:
    table = Table("proof", "promise", "cases", "violations", "seconds")
    told = [record.told(proof) for proof in proofs]
    for one in told:
        figures = f"{one['cases']:,}", str(len(one["violations"])), f"{one['seconds']:.0f}"
        table.add_row(one["name"], one["promise"], *figures)
    console.print(table)
    console.print(f"Written to {record.path}", markup=False)
    return 1 if any(one["violations"] or not one["finished"] for one in told) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
