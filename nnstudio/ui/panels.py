"""Which panels the drawer has, in their order. Each is imported when it is first opened."""

from collections.abc import Callable

from nnstudio.ui.panel import Desk, Panel


def _code(desk: Desk) -> Panel:
    from nnstudio.ui.code_panel import CodePanel

    return CodePanel(desk)


def _runs(desk: Desk) -> Panel:
    from nnstudio.ui.runs.runs_panel import RunsPanel

    return RunsPanel(desk)


def _walk(desk: Desk) -> Panel:
    from nnstudio.ui.walk.walk_panel import WalkPanel

    return WalkPanel(desk)


PANELS: dict[str, tuple[str, Callable[[Desk], Panel]]] = {
    "walk": ("Walk-through", _walk),
    "runs": ("Runs", _runs),
    "code": ("Code", _code),
}
"""By name: the title, and what makes the panel."""
