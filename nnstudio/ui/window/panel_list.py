"""Which panels the drawer has, in their order. Each is imported when it is first opened."""

from collections.abc import Callable

from nnstudio.ui.docks.panel import Desk, Panel


def _code(desk: Desk) -> Panel:
    from nnstudio.ui.panels.code_panel import CodePanel

    return CodePanel(desk)


def _runs(desk: Desk) -> Panel:
    from nnstudio.ui.panels.runs.runs_panel import RunsPanel

    return RunsPanel(desk)


def _layer_space(desk: Desk) -> Panel:
    from nnstudio.ui.panels.layer_space.layer_space_panel import LayerSpacePanel

    return LayerSpacePanel(desk)


def _anatomy(desk: Desk) -> Panel:
    from nnstudio.ui.panels.anatomy.anatomy_panel import AnatomyPanel

    return AnatomyPanel(desk)


def _activation_gallery(desk: Desk) -> Panel:
    from nnstudio.ui.panels.activation_gallery.activation_gallery import ActivationGallery

    return ActivationGallery(desk)


def _metrics(desk: Desk) -> Panel:
    from nnstudio.ui.panels.metrics.metrics_panel import MetricsPanel

    return MetricsPanel(desk)


def _distributions(desk: Desk) -> Panel:
    from nnstudio.ui.panels.distributions.distributions_panel import DistributionsPanel

    return DistributionsPanel(desk)


def _probe(desk: Desk) -> Panel:
    from nnstudio.ui.panels.probe.probe_panel import ProbePanel

    return ProbePanel(desk)


def _walk(desk: Desk) -> Panel:
    from nnstudio.ui.panels.walkthrough.walkthrough_panel import WalkPanel

    return WalkPanel(desk)


def _data(desk: Desk) -> Panel:
    from nnstudio.ui.panels.data.data_table_panel import DataTablePanel

    return DataTablePanel(desk)


def _landscape(desk: Desk) -> Panel:
    from nnstudio.ui.panels.landscape.landscape_panel import LandscapePanel

    return LandscapePanel(desk)


def _tensors(desk: Desk) -> Panel:
    from nnstudio.ui.panels.tensor_bench.bench_panel import BenchPanel

    return BenchPanel(desk)


PANELS: dict[str, tuple[str, Callable[[Desk], Panel]]] = {
    "data": ("Data", _data),
    "tensors": ("Tensor bench", _tensors),
    "anatomy": ("Anatomy", _anatomy),
    "probe": ("Probe", _probe),
    "walk": ("Walk-through", _walk),
    "metrics": ("Metrics", _metrics),
    "layer_space": ("Layer space", _layer_space),
    "distributions": ("Distributions", _distributions),
    "activation_gallery": ("Activation gallery", _activation_gallery),
    "landscape": ("Landscape", _landscape),
    "runs": ("Runs", _runs),
    "code": ("Code", _code),
}
"""By name: the title, and what makes the panel."""
