"""Uses what was exported into a folder, where there is no studio: ``python -I outside.py FOLDER``.

It imports nothing of this project, so that it runs in any environment that has the libraries that the exports name.
Beside the exports lies expected.json. Prints one line for each export used; ends with an error at the first that fails.
"""

import hashlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

NOT_THERE = ("nnstudio", "tests", "PySide6", "pydantic", "pyqtgraph")
# whoever runs a script has PyTorch, NumPy and scikit-learn; an import of anything of the studio's own fails
RUN_SCRIPT = f"""
import runpy, sys
sys.modules.update(dict.fromkeys({NOT_THERE}))
runpy.run_path(sys.argv[1], run_name="__main__")
"""
LOSS = re.compile(r"^epoch \d+: loss ([^,\s]+)", re.MULTILINE)
VOID = {"meta", "br", "img", "link", "hr", "input", "path", "line", "rect", "circle", "polygon"}


class Page(HTMLParser):
    """Whether every tag is closed, and what the page would load from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loaded: list[str] = []
        self.count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count += 1
        if tag not in VOID:
            self.open.append(tag)
        self.note(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count += 1
        self.note(tag, attrs)

    def note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "link"):
            self.loaded.append(f"<{tag}>")
        for name, value in attrs:
            if name in ("src", "href", "xlink:href", "action", "data", "srcset", "poster"):
                if not (value or "").startswith(("data:", "#")):
                    self.loaded.append(f"{name}={value}")
            elif name == "style" and "url(" in (value or ""):
                self.loaded.append(f"style={value}")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
            self.open.pop()


def use_script(path: Path, losses: list[float]) -> None:
    command = [sys.executable, "-I", "-c", RUN_SCRIPT, path.name]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100, cwd=path.parent)
    assert done.returncode == 0, done.stderr[-2000:]
    printed = [float(text) for text in LOSS.findall(done.stdout)]
    assert printed == losses, f"{path.name} prints {printed[:3]}, the run had {losses[:3]}"


def use_onnx(path: Path, X: list[list[float]], labels: list[int]) -> None:
    import numpy as np
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path))
    names = [output.name for output in session.get_outputs()]
    found = dict(zip(names, session.run(None, {"inputs": np.array(X)}), strict=True))
    assert found["labels"].tolist() == labels


def use_weights(path: Path, sha256: str, X: list[list[float]], outputs: list[list[float]]) -> None:
    import torch
    from torch import nn

    if path.suffix == ".pt":
        state = torch.load(path, weights_only=True)
    else:
        from safetensors.torch import load_file

        state = load_file(path)
    model = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 1))
    model.load_state_dict(state, strict=True)
    numbers = b"".join(tensor.numpy().tobytes() for tensor in model.state_dict().values())
    assert hashlib.sha256(numbers).hexdigest() == sha256
    with torch.no_grad():
        assert torch.allclose(model(torch.tensor(X)), torch.tensor(outputs), rtol=0, atol=1e-6)


def use_report(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    assert page.count > 50
    assert page.loaded == [], page.loaded
    assert "@import" not in text
    assert "url(http" not in text


def main(folder: Path) -> None:
    sys.modules.update(dict.fromkeys(NOT_THERE))  # type: ignore[arg-type]
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    for name, losses in expected["scripts"].items():
        use_script(folder / name, losses)
        print(f"{name}: the very {len(losses)} losses")
    X = expected["X"]
    use_onnx(folder / "net.onnx", X, expected["labels"])
    print("net.onnx: the same labels")
    for name in ("net.pt", "net.safetensors"):
        use_weights(folder / name, expected["sha256"], X, expected["outputs"])
        print(f"{name}: the very weights")
    use_report(folder / "net.html")
    print("net.html: whole, and loads nothing")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
