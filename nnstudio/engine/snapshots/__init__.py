"""A network's numbers at an epoch, and what it puts out with them."""
