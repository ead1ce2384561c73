"""Small buttons under a plot: nearer, farther, and back to all of it."""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from nnstudio.language import _
from nnstudio.ui.plots.zoom import Zoom
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import tooltip

_SIDE, _MARGIN = 20, 2
_WATCHED = (QEvent.Type.Enter, QEvent.Type.Leave, QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.Resize)


class ZoomBar(QWidget):
    """The way back is there whenever it is needed, the others while the pointer or the keyboard is in the plot."""

    def __init__(self, plot: QWidget, zoom: Zoom) -> None:
        super().__init__(plot)
        self.setObjectName("zoom_bar")
        self.setAutoFillBackground(True)
        self._zoom = zoom
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.farther = self._button("zoom_out_button", "magnify-minus-outline", _("Zoom out"), "−")
        self.nearer = self._button("zoom_in_button", "magnify-plus-outline", _("Zoom in"), "+")
        self.back = self._button("show_all_button", "fit-to-page-outline", _("Show all"), _("Home, or a double click"))
        self.farther.clicked.connect(zoom.farther)
        self.nearer.clicked.connect(zoom.nearer)
        self.back.clicked.connect(zoom.show_all)
        zoom.changed.connect(self._show)
        for widget in (plot, self.farther, self.nearer, self.back):
            widget.installEventFilter(self)
        theme().follow(self._on_theme_changed)

    def _button(self, name: str, icon: str, title: str, keys: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAutoRaise(True)
        button.setAccessibleName(title)
        button.setToolTip(tooltip(f"{title} ({keys})"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme().dress(button, icon)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(button)
        return button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _WATCHED:
            self._show()
        return False

    @Slot()
    def _show(self) -> None:
        plot = self.parentWidget()
        assert plot is not None
        buttons = (self.farther, self.nearer, self.back)
        near = plot.underMouse() or any(widget.hasFocus() for widget in (plot, *buttons))
        shown = [self._zoom.is_zoomed if button is self.back else near for button in buttons]
        for button, visible in zip(buttons, shown, strict=True):
            button.setVisible(visible)
        self.setVisible(any(shown))
        side, margin = theme().px(_SIDE), theme().px(_MARGIN)
        # beside the button that copies and saves, which has the corner
        width, height = side * sum(shown), side - 2 * margin
        # as low as can be: over it stand the axis' figures
        self.setGeometry(plot.width() - side - margin - width, plot.height() - height, width, height)
        self.raise_()

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        palette = self.palette()
        palette.setColor(self.backgroundRole(), scheme.plot)
        self.setPalette(palette)
        side, margin = theme().px(_SIDE), theme().px(_MARGIN)
        for button in (self.farther, self.nearer, self.back):
            button.setFixedSize(side, side - 2 * margin)
        self._show()
