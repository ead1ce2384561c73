"""Training a network: the loop, its optimiser and schedule, its history."""
