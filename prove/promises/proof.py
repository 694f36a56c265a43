"""The proof that the tests hold the promises: each is broken, and its tests turn red."""

from prove.promises.breaking import broken
from prove.promises.promise import promises
from prove.proof import Found, Proof


def run(piece: str, seed: int) -> Found:
    """Break the promise of that name."""
    return broken(promises()[piece], seed)


PROMISES = Proof(
    name="promises",
    promise="whoever breaks a promise of docs/promises.md turns its tests red",
    pieces=tuple(promises()),
    run=run,
)
