"""Metrics: how good the predictions are, by scikit-learn."""
