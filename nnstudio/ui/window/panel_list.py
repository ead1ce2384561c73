"""Which panels the drawer has, in their order. Each is imported when it is first opened."""

from collections.abc import Callable

from nnstudio.ui.docks.panel import Panel, PanelContext


def _code(context: PanelContext) -> Panel:
    from nnstudio.ui.panels.code_panel import CodePanel

    return CodePanel(context)


def _runs(context: PanelContext) -> Panel:
    from nnstudio.ui.panels.runs.runs_panel import RunsPanel

    return RunsPanel(context)


def _layer_space(context: PanelContext) -> Panel:
    from nnstudio.ui.panels.layer_space.layer_space_panel import LayerSpacePanel

    return LayerSpacePanel(context)


def _anatomy(context: PanelContext) -> Panel:
    from nnstudio.ui.panels.anatomy.anatomy_panel import AnatomyPanel

    return AnatomyPanel(context)


def _activation_gallery(context: PanelContext) -> Panel:
    from nnstudio.ui.panels.activation_gallery.activation_gallery import ActivationGallery

    return ActivationGallery(context)


def _metrics(context: PanelContext) -> Panel:
    from nnstudio.ui.panels.metrics.metrics_panel import MetricsPanel

    return MetricsPanel(context)


def _distributions(context: PanelContext) -> Panel:
    from nnstudio.ui.panels.distributions.distributions_panel import DistributionsPanel

    return DistributionsPanel(context)


def _probe(context: PanelContext) -> Panel:
    from nnstudio.ui.panels.probe.probe_panel import ProbePanel

    return ProbePanel(context)


def _walk(context: PanelContext) -> Panel:
    from nnstudio.ui.panels.walkthrough.walkthrough_panel import WalkthroughPanel

    return WalkthroughPanel(context)


def _data(context: PanelContext) -> Panel:
    from nnstudio.ui.panels.data.data_table_panel import DataTablePanel

    return DataTablePanel(context)


def _landscape(context: PanelContext) -> Panel:
    from nnstudio.ui.panels.landscape.landscape_panel import LandscapePanel

    return LandscapePanel(context)


def _tensors(context: PanelContext) -> Panel:
    from nnstudio.ui.panels.tensor_bench.bench_panel import BenchPanel

    return BenchPanel(context)


PANELS: dict[str, tuple[str, Callable[[PanelContext], Panel]]] = {
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
