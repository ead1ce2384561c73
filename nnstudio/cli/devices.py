"""``nnstudio devices``: what PyTorch can compute on, on this machine."""

import argparse
import json

from nnstudio.cli.exit_status import DONE
from nnstudio.language import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("as JSON"))


def run(args: argparse.Namespace) -> int:
    from nnstudio.engine.training.devices import list_devices

    devices = list_devices()
    if args.json:
        print(json.dumps([vars(device) for device in devices], indent=2))
        return DONE
    for device in devices:
        told = device.name if device.available else _("not available: {reason}").format(reason=device.reason)
        print(f"{device.kind:5} {told}")
    return DONE
