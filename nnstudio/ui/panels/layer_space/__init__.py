"""Layer space: the data as each layer bends them."""
