"""Light and dark: the palette, the style sheet, the icons, and following the system."""

from collections.abc import Callable
from functools import partial
from types import MethodType
from typing import Any, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QStyleFactory, QWidget

from nnstudio.ui.style import scaling
from nnstudio.ui.style.colors import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, Scheme
from nnstudio.ui.style.followers import Follower, FollowerQueue, Stage

_STYLE = """
QMainWindow, QDialog {{ background: {window}; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 4px; }}
#panel {{ background: {surface}; border: 1px solid {line}; border-radius: 8px; }}
#heading {{ color: {muted}; font-weight: 600; }}
#caption {{ color: {muted}; }}
#figure {{ color: {text}; }}
#bench_line {{ font-weight: 600; color: {text}; }}
#lesson_step_title {{ font-weight: 600; font-size: {large}; color: {text}; }}
QFrame[lesson_box="true"] {{ background: {raised}; border: 1px solid {line}; border-radius: 7px; }}
QLabel[tone="good"] {{ color: {good}; }}
QLabel[tone="error"] {{ color: {error}; }}
QLabel[tone="muted"] {{ color: {muted}; }}
QPushButton[answer="true"] {{ background: {field}; border: 1px solid {edge}; border-radius: 6px; text-align: left; }}
QPushButton[answer="true"]:hover, QPushButton[answer="true"]:focus {{ border-color: {accent}; }}
QPushButton[answer="true"]:checked {{ background: {selection}; border-color: {accent}; }}
#off_notice, #notices > QFrame {{ border-radius: 6px; padding: 5px 9px; }}
#notices > QFrame[tone="error"] {{ background: {error_surface}; color: {error}; border: 1px solid {error}; }}
#notices > QFrame[tone="warning"] {{ background: {warning_surface}; color: {warning}; border: 1px solid {warning}; }}
#notices > QFrame[tone="information"] {{ background: {surface}; color: {text}; border: 1px solid {line}; }}
#off_notice, #notices > QFrame[tone="offer"] {{ background: {selection}; color: {text}; }}
#branch_popup, #diagnosis_list, #tour, #saved_message {{ background: {raised}; border: 1px solid {line}; }}
#card {{ background: {raised}; border: 1px solid {line}; border-radius: 7px; }}
#card[selected="true"] {{ border: 2px solid {accent}; background: {selection}; }}
#card[wrong="true"] {{ border: 2px solid {error}; }}
#card_problem {{ color: {error}; }}
#card_title {{ font-weight: 600; }}
QPushButton[primary="true"] {{
    background: {accent}; color: {on_accent}; border: 1px solid {accent}; border-radius: 6px;
    padding: 6px 16px; font-weight: 600;
}}
QPushButton[primary="true"]:hover {{ border-color: {text}; }}
QPushButton[primary="true"]:focus {{ border: 2px solid {text}; padding: 5px 15px; }}
QPushButton[primary="true"]:disabled {{ background: transparent; color: {edge}; border-color: {edge}; }}
QPushButton[segment="true"] {{ background: transparent; color: {muted}; border: 1px solid {edge}; border-radius: 6px;
    padding: 3px 10px; }}
QPushButton[segment="true"]:checked {{ background: {selection}; color: {text}; border-color: {accent}; }}
QPushButton[segment="true"]:hover, QPushButton[segment="true"]:focus {{ border-color: {text}; }}
QListView {{ background: transparent; border: none; outline: none; }}
QTableView {{ background: {surface}; alternate-background-color: {window}; gridline-color: {line}; color: {text};
    border: 1px solid {line}; selection-background-color: {selection}; selection-color: {text}; outline: none; }}
QTableView::item {{ padding: 0 5px; }}
QHeaderView {{ background: {surface}; }}
QHeaderView::section {{ background: {window}; color: {muted}; border: none; border-bottom: 1px solid {line};
    padding: 3px 8px; }}
QDockWidget {{ font-size: {title}; font-weight: 600; color: {text}; }}
QDockWidget::title {{ background: {window}; padding: 4px 6px; }}
QDockWidget::close-button, QDockWidget::float-button {{ padding: 0; icon-size: 16px; }}
QListView#dataset_picker, QToolButton[feature] {{ font-size: {small}; }}
QListView#dataset_picker::item {{ border-radius: 6px; padding: 2px; color: {text}; border: 2px solid transparent; }}
QListView#dataset_picker::item:selected {{ background: {selection}; border-color: {accent}; }}
QListView#dataset_picker::item:hover:!selected {{ background: {window}; }}
QToolButton[feature] {{ border: 2px solid transparent; border-radius: 6px; padding: 0; color: {muted}; }}
QToolButton[feature]:checked {{ border-color: {accent}; background: {selection}; color: {text}; }}
QToolButton[feature]:hover:!checked {{ background: {window}; }}
QToolButton[feature]:focus {{ border-color: {text}; }}
QToolButton#export_button {{ border: none; border-radius: 4px; padding: 0; color: {muted}; font-weight: 700; }}
QToolButton#export_button:hover, QToolButton#export_button:focus {{ background: {selection}; color: {text}; }}
QToolButton[rail="true"] {{ border: none; border-radius: 6px; padding: 4px 0; color: {muted}; font-size: {small}; }}
QToolButton[rail="true"]:checked {{ background: {selection}; color: {text}; }}
QToolButton[rail="true"]:hover:!checked {{ background: {raised}; color: {text}; }}
QToolButton[rail="true"]:focus {{ border: 2px solid {text}; padding: 2px 0; }}
QSplitter::handle {{ background: transparent; }}
QSplitter::handle:hover {{ background: {line}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {edge}; border-radius: 4px; min-height: 28px; margin: 1px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollArea {{ background: transparent; border: none; }}
QProgressBar {{
    border: 1px solid {edge}; border-radius: 6px; background: {surface}; text-align: center; color: {text};
    min-height: 24px;
}}
QProgressBar::chunk {{ background: {selection}; border-radius: 5px; }}
"""


_SMALL, _LARGE = 0.82, 1.15
"""The small and the large texts' share of the usual size."""
_EDGED = ("QAbstractSpinBox", "QComboBox", "QLineEdit", "QAbstractButton", "QSlider", "QPlainTextEdit")
"""Widgets whose edges tell where they are."""
_FUSION_DARKER = 140
_SCHEMES = {"light": LIGHT, "dark": DARK, "high-light": HIGH_LIGHT, "high-dark": HIGH_DARK}
_TITLE = 1.05
"""A dock's. In the very font of the application Qt would draw it as large as before any scaling."""


class Theme(QObject):
    """The window's colours; one for the whole application."""

    changed = Signal(Scheme)
    """The new Scheme."""
    icons_loaded = Signal()
    """From now on `icon` has icons."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._choice = "system"
        self.scale = 1.0
        """How large everything is drawn: 1 is the system's size."""
        self._font = app.font()
        self._has_icons = False
        self.scheme = LIGHT
        self._queue = FollowerQueue(self)
        app.setStyle(QStyleFactory.create("Fusion"))
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        app.styleHints().accessibility().contrastPreferenceChanged.connect(self._on_system_changed)
        self._apply()

    @property
    def choice(self) -> str:
        """``system``, ``light``, ``dark``, ``high-light`` or ``high-dark``."""
        return self._choice

    def choose(self, choice: str) -> None:
        self._choice = choice
        self._apply()

    def set_scale(self, scale: float) -> None:
        """Draws everything larger or smaller: texts, icons and fixed sizes, by the nearest of `scaling.STEPS`."""
        scale = scaling.nearest(scale)
        if scale == self.scale:
            return
        self.scale = scale
        self._app.setFont(scaling.scaled_font(self._font, scale))
        self._apply()

    def step_scale(self, steps: int) -> None:
        """The next larger or smaller scale."""
        index = scaling.STEPS.index(self.scale) + steps
        self.set_scale(scaling.STEPS[max(0, min(index, len(scaling.STEPS) - 1))])

    def keep_size(
        self, widget: QWidget, minimum: tuple[int, int] | None = None, fixed: tuple[int, int] | None = None
    ) -> None:
        """Gives a widget a size in pixels of the usual scale, and keeps it so at every other; 0 leaves a side free."""
        if scaling.keep(widget, minimum, fixed):
            self._add_follower(widget, self._fit, Stage.SIZE)
        self._fit(widget)

    def px(self, pixels: float) -> int:
        """A length for the usual size as it is at the present one."""
        return round(pixels * self.scale)

    def points(self, size: float) -> float:
        """A font's size in points for the usual size as it is at the present one."""
        return size * self.scale

    def _on_system_changed(self) -> None:
        if self._choice == "system":
            self._apply()

    def _apply(self) -> None:
        self.scheme = _SCHEMES.get(self._choice) or self._system_scheme()
        self._app.setPalette(_palette(self.scheme))
        for widgets in _EDGED:
            # that of the application would be every window's ground
            self._app.setPalette(_edged(_palette(self.scheme), self.scheme), widgets)  # type: ignore[arg-type]
        small = scaling.css_size(scaling.scaled_font(self._font, _SMALL * self.scale))
        large = scaling.css_size(scaling.scaled_font(self._font, _LARGE * self.scale))
        title = scaling.css_size(scaling.scaled_font(self._font, _TITLE * self.scale))
        style = _STYLE.format(small=small, large=large, title=title, **vars(self.scheme))
        self._style = scaling.scaled_style(style, self.scale)
        # Qt would pass font and palette on to the widgets later, over the style sheets' own
        for kind in (QEvent.Type.ApplicationFontChange, QEvent.Type.ApplicationPaletteChange):
            QCoreApplication.sendPostedEvents(None, kind)
        self.changed.emit(self.scheme)
        self._queue.begin()

    def _system_scheme(self) -> Scheme:
        hints = self._app.styleHints()
        is_high = hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast
        if hints.colorScheme() is Qt.ColorScheme.Dark:
            return HIGH_DARK if is_high else DARK
        return HIGH_LIGHT if is_high else LIGHT

    @property
    def style_sheet(self) -> str:
        """The style sheet at the present scheme and scale."""
        return self._style

    def style(self, part: QWidget) -> None:
        """Gives a complete part of a window (its centre, a dock, a dialog) the style sheet, now and at every change.

        An application's own style sheet is polished anew for every widget, once for each of its ancestors, whether it
        is seen or not: that takes seconds.
        """
        self._add_follower(part, self._set_style, Stage.STYLE)
        self._set_style(part)

    def load_icons(self) -> None:
        """Loads the icons' fonts and puts the icons on all buttons: to be called when the window is on the screen."""
        if not self._has_icons:
            self._has_icons = True
            self.icons_loaded.emit()

    def follow(self, show: Callable[[Scheme], None], has_icons: bool = False) -> None:
        """Calls `show`, a method of a QObject, with the scheme now and at every change.

        What is hidden in a window on the screen comes a little later, when its turn has come. What `has_icons` is told
        when they are there, too.
        """
        method = cast(MethodType, show)
        owner = cast(QObject, method.__self__)
        follower = self._add_follower(owner, partial(self._show_scheme, method.__func__), Stage.CONTENT)
        if has_icons and not self._has_icons:
            self.icons_loaded.connect(follower.follow)
        show(self.scheme)

    def icon(self, name: str, role: str = "text") -> QIcon:
        """An icon of the Material Design set in one of the scheme's colours; none before `load_icons`."""
        if not self._has_icons:
            return QIcon()
        import qtawesome

        return qtawesome.icon(f"mdi6.{name}", color=getattr(self.scheme, role), color_disabled=self.scheme.edge)

    def dress(self, button: QAbstractButton, name: str, role: str = "text") -> None:
        """Keeps a button's icon in the scheme's colour."""
        set_icon = partial(self._set_icon, name, role)
        follower = self._add_follower(button, set_icon, Stage.CONTENT)
        if not self._has_icons:
            self.icons_loaded.connect(follower.follow)
        set_icon(button)

    @property
    def is_changing(self) -> bool:
        """Whether something has still to catch up with the last change."""
        return not self._queue.is_empty

    def _set_style(self, part: QWidget) -> None:
        part.setStyleSheet(self._style)

    def _fit(self, widget: QWidget) -> None:
        scaling.fit(widget, self.scale)

    def _show_scheme(self, show: Callable[[QObject, Scheme], None], owner: QObject) -> None:
        show(owner, self.scheme)

    def _set_icon(self, name: str, role: str, button: QAbstractButton) -> None:
        button.setIcon(self.icon(name, role))

    def _add_follower(self, owner: QObject, show: Callable[[Any], None], stage: Stage) -> Follower:
        follower = Follower(owner, show, stage, self._queue)
        self.changed.connect(follower.catch_up_in_turn)
        return follower


def theme() -> Theme:
    """The application's theme."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    found = app.findChild(Theme)
    return found if found is not None else Theme(app)


def _palette(scheme: Scheme) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: scheme.window,
        QPalette.ColorRole.WindowText: scheme.text,
        QPalette.ColorRole.Base: scheme.field,
        QPalette.ColorRole.AlternateBase: scheme.window,
        QPalette.ColorRole.Text: scheme.text,
        QPalette.ColorRole.Button: scheme.raised,
        QPalette.ColorRole.ButtonText: scheme.text,
        QPalette.ColorRole.BrightText: scheme.error,
        QPalette.ColorRole.ToolTipBase: scheme.raised,
        QPalette.ColorRole.ToolTipText: scheme.text,
        QPalette.ColorRole.PlaceholderText: scheme.muted,
        QPalette.ColorRole.Highlight: scheme.accent,
        QPalette.ColorRole.HighlightedText: scheme.on_accent,
        QPalette.ColorRole.Link: scheme.accent,
        QPalette.ColorRole.Accent: scheme.accent,
        QPalette.ColorRole.Mid: scheme.line,
    }
    for role, color in roles.items():
        palette.setColor(role, QColor(color))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(scheme.edge))
    return palette


def _edged(palette: QPalette, scheme: Scheme) -> QPalette:
    """The palette with which Fusion draws fields and buttons in the scheme's edge: it darkens the window's ground."""
    edge = QColor(scheme.edge)
    lighter = min(255, round(edge.value() * _FUSION_DARKER / 100))
    palette.setColor(QPalette.ColorRole.Window, QColor.fromHsv(edge.hue(), edge.saturation(), lighter))
    return palette
