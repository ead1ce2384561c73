"""Which class shows each panel of the menu View. Each is imported when its panel is first opened."""

from collections.abc import Callable
from functools import partial
from importlib import import_module

from nnstudio.project.guided.controls import PANELS as TITLES
from nnstudio.ui.docks.panel import Panel, PanelContext

_CLASSES = {
    "data": ("data.data_table_panel", "DataTablePanel"),
    "tensors": ("tensor_bench.bench_panel", "BenchPanel"),
    "anatomy": ("anatomy.anatomy_panel", "AnatomyPanel"),
    "probe": ("probe.probe_panel", "ProbePanel"),
    "walk": ("walkthrough.walkthrough_panel", "WalkthroughPanel"),
    "metrics": ("metrics.metrics_panel", "MetricsPanel"),
    "layer_space": ("layer_space.layer_space_panel", "LayerSpacePanel"),
    "distributions": ("distributions.distributions_panel", "DistributionsPanel"),
    "activation_gallery": ("activation_gallery.activation_gallery", "ActivationGallery"),
    "landscape": ("landscape.landscape_panel", "LandscapePanel"),
    "runs": ("runs.runs_panel", "RunsPanel"),
    "code": ("code_panel", "CodePanel"),
    "sweep": ("sweeps.sweep_panel", "SweepPanel"),
}
"""By the panel's name: its module, within ``nnstudio.ui.panels``, and its class."""


def panel_class(name: str) -> type[Panel]:
    """The class of a panel, imported now."""
    module, class_name = _CLASSES[name]
    found: type[Panel] = getattr(import_module(f"nnstudio.ui.panels.{module}"), class_name)
    return found


def _make(name: str, context: PanelContext) -> Panel:
    return panel_class(name)(context)


if set(_CLASSES) != set(TITLES):
    raise ImportError(f"no class or no title for the panel {sorted(set(_CLASSES) ^ set(TITLES))[0]!r}")

PANELS: dict[str, tuple[str, Callable[[PanelContext], Panel]]] = {
    name: (title, partial(_make, name)) for name, title in TITLES.items()
}
"""By name, in the menu's order: the title, and what makes the panel."""
