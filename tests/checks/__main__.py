"""``python3 -m tests.checks``: runs every check, also after one has failed. A checkout is set up first."""

import subprocess
import sys

from nnstudio.checkout.door import enter
from nnstudio.checkout.environment import ROOT, Extra

_LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
_CHECKS = {
    "Style": ("-m", "ruff", "check", "."),
    "Format": ("-m", "ruff", "format", "--check", "."),
    "Types": ("-m", "mypy"),
    "Contracts": ("-c", _LINT_IMPORTS, "--no-logo"),
}


def main() -> int:
    enter("tests.checks", sys.argv[1:], Extra.CHECKS)
    failed = []
    for name, check in _CHECKS.items():
        print(f"==> {name}", flush=True)
        if subprocess.call([sys.executable, *check], cwd=ROOT) != 0:
            failed.append(name)
    print(f"Failed: {', '.join(failed)}" if failed else "All checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
