"""Every measurement that `make bench` takes, in the order in which it is told."""

from bench.calls.measurement import CALLS
from bench.cold.measurement import COLD
from bench.figures import Measurement
from bench.latency.measurement import LATENCY

MEASUREMENTS: tuple[Measurement, ...] = (CALLS, COLD, LATENCY)
