"""Garbage, of which simulating EC2 makes little and Python looks for much."""

import gc


def collect_seldom() -> None:
    """Look for it seldom in this process: by Python's defaults that takes an eighth of its time.

    moto's cycles lie about meanwhile, so through everything it goes every few million objects.
    """
    gc.set_threshold(100_000, 10, 5)
