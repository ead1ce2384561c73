"""Studio files and files of weights."""
