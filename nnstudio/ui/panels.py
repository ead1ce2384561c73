"""Which panels the drawer has, in their order. Each is imported when it is first opened."""

from collections.abc import Callable

from nnstudio.ui.panel import Desk, Panel


def _code(desk: Desk) -> Panel:
    from nnstudio.ui.code_panel import CodePanel

    return CodePanel(desk)


def _runs(desk: Desk) -> Panel:
    from nnstudio.ui.runs.runs_panel import RunsPanel

    return RunsPanel(desk)


def _anatomy(desk: Desk) -> Panel:
    from nnstudio.ui.explain.anatomy_panel import AnatomyPanel

    return AnatomyPanel(desk)


def _distributions(desk: Desk) -> Panel:
    from nnstudio.ui.insight.distributions_panel import DistributionsPanel

    return DistributionsPanel(desk)


def _metrics(desk: Desk) -> Panel:
    from nnstudio.ui.explain.metrics_panel import MetricsPanel

    return MetricsPanel(desk)


PANELS: dict[str, tuple[str, Callable[[Desk], Panel]]] = {
    "anatomy": ("Anatomy", _anatomy),
    "metrics": ("Metrics", _metrics),
    "distributions": ("Distributions", _distributions),
    "runs": ("Runs", _runs),
    "code": ("Code", _code),
}
"""By name: the title, and what makes the panel."""
