"""Every measurement that `make bench` takes, in the order in which it is told."""

from bench.cold.measurement import COLD
from bench.figures import Measurement
from bench.latency.measurement import LATENCY

MEASUREMENTS: tuple[Measurement, ...] = (COLD, LATENCY)
