"""Whatever happens, in whatever order: sweeps alone bring the network in order."""
