"""Every proof that `make prove` runs, in the order in which it is told."""

from prove.catalogue import CATALOGUE
from prove.proof import Proof

PROOFS: tuple[Proof, ...] = (CATALOGUE,)
