"""Layers in other forms, as scripts and ONNX have them: a file a family, and `table.py`, which has all."""
