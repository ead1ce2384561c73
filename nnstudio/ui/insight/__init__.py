"""Views that show why: layers as spaces, distributions, activations, units switched off and flagged."""
