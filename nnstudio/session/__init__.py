"""The open project and its training, as Qt objects without widgets."""
