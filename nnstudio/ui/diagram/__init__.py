"""The network as a diagram: units in columns, weights as edges, in every unit a picture of what it computes."""
