"""A training step recorded as the kernels that it calls, and called again without autograd and modules."""
