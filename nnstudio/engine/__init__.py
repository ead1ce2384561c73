"""PyTorch: building, training and looking into networks. No Qt."""
