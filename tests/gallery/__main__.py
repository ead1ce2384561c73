"""Renders the gallery, offscreen: ``python -m tests.gallery [--large] [--contrast] [--language L] DIR [SCENE …]``.

Large is at 200 %, contrast in the two schemes of high contrast.
Languages: those with a catalogue, ``xx-long`` (40 % longer, marked), ``xx-rtl`` (right to left).
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# texts have their language once they are imported
os.environ["NNSTUDIO_LANGUAGE"] = (
    sys.argv.pop(sys.argv.index("--language") + 1) if "--language" in sys.argv[:-1] else "en"
)

from PySide6.QtWidgets import QApplication

from tests.conftest import isolate_settings
from tests.gallery.scenes import SCENES
from tests.gallery.stage import Stage


def main(argv: list[str]) -> int:
    large, contrast = "--large" in argv, "--contrast" in argv
    argv = [argument for argument in argv if argument not in ("--large", "--contrast", "--language")]
    if not argv or argv[0].startswith("-"):
        print("usage: python -m tests.gallery [--large] [--contrast] [--language L] DIR [SCENE …]", file=sys.stderr)
        return 2
    wanted = argv[1:] or list(SCENES)
    unknown = [name for name in wanted if name not in SCENES]
    if unknown:
        print(f"no scene {', '.join(unknown)}; there are {', '.join(SCENES)}", file=sys.stderr)
        return 2
    folder = Path(argv[0])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as settings:
        isolate_settings(Path(settings))
        _app = QApplication.instance() or QApplication([])
        stage = Stage(folder, large, contrast)
        for name in wanted:
            SCENES[name](stage)
            stage.clear()
        print(f"{len(stage.pictures)} pictures in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
