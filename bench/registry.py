"""Every measurement that `make bench` takes, in the order in which it is told."""

from bench.calls.measurement import CALLS
from bench.cold.measurement import COLD
from bench.figures import Measurement
from bench.latency.measurement import LATENCY
from bench.money.measurement import MONEY
from bench.rates.measurement import RATES
from bench.sweep.measurement import SWEEP

MEASUREMENTS: tuple[Measurement, ...] = (CALLS, SWEEP, RATES, LATENCY, COLD, MONEY)
