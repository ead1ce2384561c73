"""Renders the gallery, offscreen: ``python -m tests.gallery [--large] DIR [SCENE …]``; large is at 200 %."""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from tests.gallery.scenes import SCENES
from tests.gallery.stage import Stage


def main(argv: list[str]) -> int:
    large = "--large" in argv
    argv = [argument for argument in argv if argument != "--large"]
    if not argv or argv[0].startswith("-"):
        print("usage: python -m tests.gallery [--large] DIR [SCENE …]", file=sys.stderr)
        return 2
    wanted = argv[1:] or list(SCENES)
    unknown = [name for name in wanted if name not in SCENES]
    if unknown:
        print(f"no scene {', '.join(unknown)}; there are {', '.join(SCENES)}", file=sys.stderr)
        return 2
    folder = Path(argv[0])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as settings:
        os.environ["XDG_DATA_HOME"] = settings
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, settings)
        app = QApplication.instance() or QApplication([])
        stage = Stage(app, folder, large)
        for name in wanted:
            SCENES[name](stage)
            stage.clear()
        print(f"{len(stage.pictures)} pictures in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
