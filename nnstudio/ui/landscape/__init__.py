"""The loss as a landscape that the run goes down."""
