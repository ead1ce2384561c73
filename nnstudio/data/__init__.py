"""A data spec made into arrays, by NumPy and scikit-learn. No torch, no Qt."""
