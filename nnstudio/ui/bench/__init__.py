"""The tensor bench: a panel to make and combine tensors by hand."""
