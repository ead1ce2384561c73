"""What can be seen of a network: arrays for the plots and panels."""
