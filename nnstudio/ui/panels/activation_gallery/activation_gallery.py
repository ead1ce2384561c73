"""Every activation with its slope, and where a layer's inputs lie on it."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnstudio.language import _, ngettext
from nnstudio.project import edits
from nnstudio.project.layers.kinds import ACTIVATIONS, LAYER_KINDS
from nnstudio.project.project import Project
from nnstudio.project.rounding import rounded
from nnstudio.session.run import Run
from nnstudio.session.training_session import State
from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.layers.table import ACTIVATION_WORDS
from nnstudio.ui.panels.activation_gallery.activation_plot import POINTS, ActivationPlot
from nnstudio.ui.panels.activation_gallery.activation_tile import ActivationTile
from nnstudio.ui.shown.pacing import Pacing
from nnstudio.ui.widgets.fields import Choice, caption, heading
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.plain_text import PlainLabel, RichLabel, tooltip
from nnstudio.ui.widgets.turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from nnstudio.engine.views.activations import LayerInputs
    from nnstudio.engine.views.frame import Frame

_COLUMNS = 4


class ActivationGallery(Panel):
    """On the left all functions, in the middle the one looked at, on the right what there is to say about it."""

    every = 6

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        self._project: Project | None = None
        self._run: Run | None = None
        self._frame: Frame | None = None
        self.inputs: LayerInputs | None = None
        """Of the chosen layer at the epoch shown; None where there are none."""
        self._is_drawn = False
        self._pacing = Pacing()
        self.plot = ActivationPlot()
        self.tiles: dict[str, ActivationTile] = {}
        self._group = QButtonGroup(self)
        self.layer_choice = Choice()
        self.layer_choice.setObjectName("activation_layer_selector")
        self.layer_choice.setAccessibleName(_("Layer whose inputs are shown"))
        self.layer_choice.setMinimumContentsLength(14)
        self.use = QPushButton(_("Use it"))
        self.use.setObjectName("use_activation_button")
        self._title, self._formula, self._text, self.figures = heading(""), RichLabel(), PlainLabel(), PlainLabel()
        self.figures.setObjectName("caption")
        for label in (self._text, self.figures):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._compose()
        self._group.buttonClicked.connect(self._on_tile_clicked)
        self.layer_choice.currentIndexChanged.connect(self._on_layer_changed)
        self.use.clicked.connect(self._on_use_clicked)
        self._show_kind(ACTIVATIONS[0])

    def _compose(self) -> None:
        tiles = QWidget()
        grid = QGridLayout(tiles)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        for i, kind in enumerate(ACTIVATIONS):
            tile = ActivationTile(kind, LAYER_KINDS[kind].title)
            self.tiles[kind] = tile
            self._group.addButton(tile)
            grid.addWidget(tile, i // _COLUMNS, i % _COLUMNS)
        # on a tall panel the pictures stay together
        grid.setRowStretch(len(ACTIVATIONS) // _COLUMNS, 1)
        row = FlowLayout()
        row.add_widgets(caption(_("inputs of")), self.layer_choice, self.use)
        side = QVBoxLayout()
        side.setSpacing(4)
        side.addLayout(row)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._formula, 1)
        side.addLayout(head)
        side.addWidget(self._text)
        side.addWidget(self.figures, 1)
        right = QWidget()
        right.setLayout(side)
        side.setContentsMargins(0, 0, 0, 0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        parts = TurningSplitter(0.9, tiles, self.plot, right)
        for i, stretch in enumerate((4, 5, 4)):
            parts.setStretchFactor(i, stretch)
        layout.addWidget(parts)

    @property
    def kind(self) -> str:
        """The function looked at."""
        return next(kind for kind, tile in self.tiles.items() if tile.isChecked())

    @property
    def layer(self) -> int | None:
        """The chosen layer, from 0; None if the network has no activation."""
        chosen = self.layer_choice.currentData()
        return int(chosen) if chosen is not None else None

    def set_project(self, project: Project) -> None:
        layers = project.network.layers
        self._project = project
        found = [i for i, layer in enumerate(layers) if layer.kind in ACTIVATIONS]
        items = [
            (str(i), _("layer {number}: {layers_title}").format(number=i + 1, layers_title=layers[i].title), "")
            for i in found
        ]
        offered = [
            (self.layer_choice.itemData(i), self.layer_choice.itemText(i)) for i in range(self.layer_choice.count())
        ]
        if offered != [(key, text) for key, text, _unused in items]:
            chosen = self.layer_choice.currentData()
            with QSignalBlocker(self.layer_choice):
                self.layer_choice.clear()
            keys = [key for key, _unused, _unused in items]
            self.layer_choice.fill(items, chosen if chosen in keys else (keys or [""])[0])
            self.layer_choice.setEnabled(bool(items))
            if self.layer is not None:
                self._show_kind(layers[self.layer].kind)
        self._measure()

    def set_run(self, run: Run | None) -> None:
        if run is self._run:
            return
        self._run, self._frame = run, None
        if run is not None and not self._is_drawn:
            self._draw_functions()
        self._measure()

    def _draw_functions(self) -> None:
        """Once PyTorch is there: before the first run it is still being loaded."""
        from nnstudio.engine.views.activations import REACH, function_and_slope

        self._is_drawn = True
        x = np.linspace(-REACH, REACH, POINTS)
        for kind, tile in self.tiles.items():
            tile.set_curves(x, *function_and_slope(kind, x))
        self._show_kind(self.kind)

    def set_frame(self, frame: "Frame") -> None:
        if self.context.session.state is State.TRAINING and not self._pacing.is_due:
            return
        self._frame = frame
        with self._pacing.measured():
            self._measure()

    def _measure(self) -> None:
        """What the chosen layer is given at the epoch shown."""
        run, frame, project, layer = self._run, self._frame, self._project, self.layer
        self.inputs = None
        # while the network is being edited, the run is still that of the network before
        fits = run is not None and project is not None and project.network == run.project.network
        if fits and run is not None and frame is not None and layer is not None:
            from nnstudio.engine.views.activations import layer_inputs

            self.inputs = layer_inputs(run.dataset, run.probe, frame.snapshot, layer, frame.off)
        self.plot.set_inputs(self.inputs)
        self._tell()

    def _show_kind(self, kind: str) -> None:
        self.tiles[kind].setChecked(True)
        title = LAYER_KINDS[kind].title
        words = ACTIVATION_WORDS[kind]
        if self._is_drawn:
            self.plot.set_kind(kind, title)
        self._title.setText(title)
        self._formula.setText(f"f(x) = {words.formula}")
        self._text.setText(words.text)
        self._tell()

    def _tell(self) -> None:
        """The figures of the inputs on this function, and whether it can be used."""
        layer, inputs = self.layer, self.inputs
        if layer is None:
            self.figures.setText(_("The network has no activation; add one to see its inputs here."))
        elif inputs is None:
            self.figures.setText(_("The layer's inputs are shown as soon as the network is built."))
        else:
            from nnstudio.engine.views.activations import REACH

            beyond = inputs.share_beyond()
            text = ngettext(
                "Epoch {epoch:,}: what layer {layer} is given for {samples:,} training samples, {units} unit.",
                "Epoch {epoch:,}: what layer {layer} is given for {samples:,} training samples, {units} units.",
                inputs.units,
            ).format(
                epoch=self._frame.epoch if self._frame else 0,
                layer=layer + 1,
                samples=inputs.samples,
                units=inputs.units,
            )
            flat = (
                _("For {share} of these numbers the slope is below 0.01; {beyond} lie beyond ±{reach:g}.")
                if beyond
                else _("For {share} of these numbers the slope is below 0.01.")
            ).format(share=rounded(inputs.share_flat(self.kind), ".1%"), beyond=rounded(beyond, ".1%"), reach=REACH)
            self.figures.setText(f"{text} {flat}")
        why_not = self._why_not()
        self.use.setEnabled(not why_not)
        title = LAYER_KINDS[self.kind].title
        self.use.setToolTip(
            tooltip(why_not or _("Make layer {layer} a {title}").format(layer=(layer or 0) + 1, title=title))
        )

    def _edited(self) -> Project | None:
        if self._project is None or self.layer is None:
            return None
        return edits.replace_layer(self._project, self.layer, LAYER_KINDS[self.kind]())

    def _why_not(self) -> str:
        """Why this function can't take the chosen layer's place; empty if it can."""
        edited = self._edited()
        if edited is None or self._project is None or self.layer is None:
            return _("The network has no activation to replace")
        if self._project.network.layers[self.layer].kind == self.kind:
            return _("The layer has this activation already")
        problems = [problem for problem in edited.problems() if problem not in self._project.problems()]
        return problems[0].message if problems else ""

    @Slot(object)
    def _on_tile_clicked(self, tile: ActivationTile) -> None:
        self._show_kind(tile.kind)

    @Slot(int)
    def _on_layer_changed(self, index: int) -> None:
        if self._project is not None and self.layer is not None:
            self._show_kind(self._project.network.layers[self.layer].kind)
        self._measure()

    @Slot()
    def _on_use_clicked(self) -> None:
        layer, kind = self.layer, LAYER_KINDS[self.kind]
        # while it can't be seen it is not told of the project
        if layer is not None and self._project is self.context.document.project:
            text = _("use {kind_title} in layer {layer}").format(kind_title=kind.title, layer=layer + 1)
            self.context.document.edit(text, lambda project: edits.replace_layer(project, layer, kind()))
