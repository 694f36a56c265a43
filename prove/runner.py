"""Run the pieces of all proofs, a process a core, and keep each as soon as it is finished."""

import multiprocessing
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass

from localcloud.garbage import collect_seldom
from prove.proof import Found, Proof
from prove.record import Record


@dataclass(frozen=True, slots=True)
class Finished:
    """One piece that is done."""

    proof: Proof
    piece: str
    found: Found


def timed(proof: Proof, piece: str, seed: int) -> tuple[Found, float]:
    """Run one piece; one that breaks down has proved nothing, and that is a violation."""
    began = time.perf_counter()
    try:
        found = proof.run(piece, seed)
    except Exception:  # noqa: BLE001  # whatever it is, the other pieces go on
        last = traceback.format_exc().strip().splitlines()
        found = Found(0, (f"{piece}, seed {seed}: the proof broke down: {' | '.join(last[-3:])}",))
    return found, time.perf_counter() - began


def run(proofs: Sequence[Proof], record: Record, processes: int) -> Iterator[Finished]:
    """Run what *record* lacks, and write it after each piece; give the pieces as they finish."""
    record.write(proofs)
    todo = [(proof, piece) for proof in proofs for piece in record.missing(proof)]
    if not todo:
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, collect_seldom) as pool:
        futures: dict[Future[tuple[Found, float]], tuple[Proof, str]] = {
            pool.submit(timed, proof, piece, record.seed): (proof, piece) for proof, piece in todo
        }
        try:
            for future in as_completed(futures):
                proof, piece = futures[future]
                found, seconds = future.result()
                record.keep(proof, piece, found, seconds)
                record.write(proofs)
                yield Finished(proof, piece, found)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
