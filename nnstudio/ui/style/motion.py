"""Whether what moves only to please the eye may move: training itself always does."""

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QApplication

_KEY = "view/less_motion"
_EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)


class Motion(QObject):
    """One for the whole application; what was chosen is remembered. Qt tells nothing of the system's own choice."""

    changed = Signal(bool)
    """Whether there is to be less from now on."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._usual = [effect for effect in _EFFECTS if app.isEffectEnabled(effect)]
        self.is_less = bool(QSettings().value(_KEY, False, type=bool))
        self._apply()

    def set_less(self, less: bool) -> None:
        """Has menus, lists and panels come at once instead of gliding, and layers follow one another in steps."""
        if less != self.is_less:
            self.is_less = less
            QSettings().setValue(_KEY, less)
            self._apply()
            self.changed.emit(less)

    def _apply(self) -> None:
        for effect in self._usual:
            QApplication.setEffectEnabled(effect, not self.is_less)


def motion() -> Motion:
    """The application's motion."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    found = app.findChild(Motion)
    return found if found is not None else Motion(app)
