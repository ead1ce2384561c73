"""Tests of nnstudio.engine.sweeps."""
