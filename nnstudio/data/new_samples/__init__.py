"""Tables of new samples, read as the data that a network was trained on."""
