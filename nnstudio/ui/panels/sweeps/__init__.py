"""The panel of sweeps: how to vary, and what came of it as curves, outcomes, networks and a table."""
