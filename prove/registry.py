"""Every proof that `make prove` runs, in the order in which it is told."""

from prove.any_order.proof import ANY_ORDER
from prove.catalogue import CATALOGUE
from prove.fuzz.proof import FUZZ
from prove.proof import Proof
from prove.storm.proof import STORM

PROOFS: tuple[Proof, ...] = (CATALOGUE, ANY_ORDER, STORM, FUZZ)
