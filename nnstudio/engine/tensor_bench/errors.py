"""The one error of the tensor bench."""

import ast


class BenchError(Exception):
    """What was typed can't be computed; its text is one sentence that names the place and, where known, the remedy.

    `start` and `end` are the place in the text, as indices of characters. Whoever computes knows the `node` instead;
    its place is found by `nnstudio.engine.tensor_bench.reading.place_of`.
    """

    def __init__(self, message: str, start: int = 0, end: int = 0) -> None:
        # values that it names may be of several lines
        super().__init__(" ".join(message.split()))
        self.start = start
        self.end = max(end, start)
        self.node: ast.AST | None = None


class UnavailableError(BenchError):
    """NumPy has no such thing; its text says why."""
