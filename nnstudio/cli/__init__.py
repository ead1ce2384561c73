"""The command ``nnstudio``: opens the window, or works without one. Each subcommand is a module of its own name."""

from nnstudio.cli.command import main

__all__ = ["main"]
