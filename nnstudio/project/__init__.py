"""What the learner designs: frozen specs that validate themselves. No torch, no Qt, no arrays."""
