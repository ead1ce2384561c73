"""The steps of an epoch: what takes them, and the plain loop that any faster way must equal."""
