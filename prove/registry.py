"""Every proof that `make prove` runs, in the order in which it is told."""

from prove.any_order.proof import ANY_ORDER
from prove.catalogue import CATALOGUE
from prove.crash import CRASH
from prove.fuzz.proof import FUZZ
from prove.promises.proof import PROMISES
from prove.proof import Proof
from prove.storm.proof import STORM
from prove.teeth.proof import TEETH

PROOFS: tuple[Proof, ...] = (CATALOGUE, CRASH, ANY_ORDER, STORM, FUZZ, PROMISES, TEETH)
