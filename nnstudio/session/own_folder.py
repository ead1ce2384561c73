"""Where the window keeps its settings and what nobody has saved: in the system's places, or all in one folder."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings, QStandardPaths

from nnstudio.project.portable import portable_folder


def own_folder() -> Path:
    """The folder of what must not be lost: copies of unsaved work, pasted rows."""
    portable = portable_folder()
    if portable is not None:
        return portable
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation))


def find_settings() -> None:
    """Leads every ``QSettings()`` to where this program's settings are; to be called before the first one is made."""
    QCoreApplication.setOrganizationName("nnstudio")
    QCoreApplication.setApplicationName("nnstudio")
    portable = portable_folder()
    if portable is None:
        return
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    # Qt keeps the places of its own dialogs in the native format, which is a file on Linux alone
    for form in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        QSettings.setPath(form, QSettings.Scope.UserScope, str(portable / "settings"))
