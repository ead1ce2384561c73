"""The panels of the menu View, a folder each."""
