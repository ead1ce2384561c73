"""The stack of layers, to be built."""
