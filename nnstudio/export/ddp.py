"""The project as a script for several processes or GPUs: the same data and network under DistributedDataParallel."""

from nnstudio.engine.optimizers.table import optimizer_form
from nnstudio.engine.training.threads import choose_threads
from nnstudio.export.layers.table import LAYERS
from nnstudio.export.losses.table import criterion_lines
from nnstudio.export.optimizers.table import optimizer_line
from nnstudio.export.script import sequential_lines, tensor_lines
from nnstudio.export.script_data import data_lines
from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.losses.classification import ClassWeightedLoss
from nnstudio.project.losses.spec import Takes
from nnstudio.project.project import Project

# what of project.training this script knows how to say
_KNOWN = {"loss", "optimizer", "batch_size", "epochs", "seed"}


def ddp_script_of(project: Project) -> str:
    """A script for ``torchrun --nproc_per_node=2``, on CPUs (gloo) or on one CUDA device each (nccl).

    It depends on torch, numpy and scikit-learn alone. The processes share each batch: the first one draws it, as the
    studio draws it. One process alone prints the studio's losses to the last digit; several add up their shares, which
    rounds otherwise, and each of them drops and, on CPUs, normalises by its own share.

    Raises:
        InvalidProjectError: the training has a setting that this script can't follow.
    """
    for name in project.training.model_dump(exclude_defaults=True).keys() - _KNOWN:
        raise InvalidProjectError(
            _("training.{name}: the script for several processes can't follow this; leave it out").format(name=name)
        )
    data = data_lines(project.data)
    has_test = project.data.has_test
    kinds = dict.fromkeys(layer.kind for layer in project.network.layers)
    imports = [
        '"""Trains one network on several processes, each with its share of every batch.',
        "",
        "    torchrun --nproc_per_node=2 THIS_FILE",
        '"""',
        "import hashlib",
        "import os",
        "",
        *(["import numpy as np"] if data.needs_numpy else []),
        "import torch",
        "import torch.distributed as dist",
        *(f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(data.imports.items())),
        "from torch import nn, optim",
        "from torch.nn.parallel import DistributedDataParallel",
        "from torch.utils.data import DataLoader",
    ]
    tensors = [line for line in tensor_lines(project, has_test) if not line.startswith("train_loader")]
    parts = [
        imports,
        [*_PROCESSES, f"torch.set_num_threads(max(1, {choose_threads(project)} // local_world_size))"],
        ["# Data: each process makes all of it, and takes its share of each batch", *data.lines],
        tensors,
        _batch_lines(project),
        [
            "# Network: the same seed, the same initial weights in every process",
            *sequential_lines(project),
            "model = model.to(device)",
            *(line for kind in kinds for line in LAYERS[kind].for_several_processes),
            "model = DistributedDataParallel(model, device_ids=[local_rank] if on_gpus else None)",
        ],
        [
            "# Training",
            *criterion_lines(project.training.loss, project.data.source.class_count()),
            "criterion = criterion.to(device)",
            optimizer_line(project.training.optimizer, _form(project)),
        ],
        _TRAINER,
        _TEST if has_test else _NO_TEST,
        [f"trainer(epochs={project.training.epochs})", *_END],
    ]
    return "\n".join("\n".join([*part, ""]) for part in parts)


def _batch_lines(project: Project) -> list[str]:
    """A loader of row numbers, and what becomes of them in each process."""
    needs_several = any(layer.needs_several_samples for layer in project.network.layers)
    fewest = "2 * world_size" if needs_several else "world_size"
    loss = project.training.loss
    by_weight = isinstance(loss, ClassWeightedLoss) and loss.has_weights and loss.takes is Takes.LOGITS
    in_share, in_all = ("weight_of(share)", "weight_of(rows.cpu())") if by_weight else ("len(share)", "len(rows)")
    return [
        f"rows_loader = DataLoader(torch.arange(len(X_train)), batch_size={project.training.batch_size}, shuffle=True)",
        "",
        "",
        *_WEIGHT_OF * by_weight,
        "def batches():",
        '    """This process\'s share of each batch, and how much it counts in the mean over the processes."""',
        "    for rows in rows_loader:",
        "        rows = rows.to(device)",
        "        dist.broadcast(rows, src=0)  # the first process draws the order for all",
        f"        if len(rows) < {fewest}:  # too few to be shared: every process takes them all",
        "            share, portion = rows.cpu(), 1.0",
        "        else:",
        "            share = rows.tensor_split(world_size)[rank].cpu()",
        f"            portion = {in_share} * world_size / {in_all}"
        + ("" if by_weight else "  # 1 where the shares are of one size"),
        "        yield X_train[share].to(device), y_train[share].to(device), portion",
        "",
    ]


def _form(project: Project) -> dict[str, str]:
    """The form of the optimiser's kernels: on CPUs the studio's, on GPUs the same where there is one."""
    on_cpu, on_gpu = (optimizer_form(project.training.optimizer, device) for device in ("cpu", "cuda"))
    return {name: repr(value) if on_gpu.get(name) is value else "not on_gpus" for name, value in on_cpu.items()}


_WEIGHT_OF = [
    "def weight_of(rows):",
    '    """How much these samples count in the loss, which divides by it."""',
    "    return weight[y_train[rows]].sum().item()",
    "",
    "",
]

_PROCESSES = """
if "RANK" not in os.environ:
    raise SystemExit("start this with: torchrun --nproc_per_node=2 " + __file__)
rank = int(os.environ["RANK"])  # this process among all
local_rank = int(os.environ["LOCAL_RANK"])  # and among those of this machine
world_size = int(os.environ["WORLD_SIZE"])
local_world_size = int(os.environ["LOCAL_WORLD_SIZE"])
on_gpus = torch.cuda.device_count() >= local_world_size
device = torch.device("cuda", local_rank) if on_gpus else torch.device("cpu")
if on_gpus:
    torch.cuda.set_device(device)
dist.init_process_group("nccl" if on_gpus else "gloo")
""".strip().splitlines()

_TRAINER = '''
def trainer(epochs):
    """Prints each epoch's loss: the mean of its batches' losses, each over all processes."""
    for epoch in range(1, epochs + 1):
        losses = []
        for X, y, portion in batches():
            optimizer.zero_grad()
            loss = criterion(model(X), y) * portion
            loss.backward()  # averages the gradients over the processes
            optimizer.step()
            losses.append(loss.detach())
        losses = torch.stack(losses).double()
        dist.all_reduce(losses)
        losses = (losses / world_size).tolist()
        report(epoch, sum(losses) / len(losses))

'''.splitlines()

_NO_TEST = """
def report(epoch, loss):
    if rank == 0:
        print(f"epoch {epoch}: loss {loss!r}")

""".splitlines()[1:]

_TEST = '''
def report(epoch, loss):
    """The first process alone speaks, and tests on all test samples."""
    if rank != 0:
        return
    model.eval()
    with torch.no_grad():
        test_loss = criterion(model.module(X_test.to(device)), y_test.to(device)).item()
    model.train()
    print(f"epoch {epoch}: loss {loss!r}, test loss {test_loss!r}")

'''.splitlines()[1:]

_END = """
if rank == 0:
    # a fingerprint of the trained weights: two runs have the same only if every bit of them agrees
    state = {name: tensor.cpu() for name, tensor in model.module.state_dict().items()}
    weights = b"".join(tensor.float().numpy().tobytes() for tensor in state.values())
    print("weights", hashlib.sha256(weights).hexdigest())
dist.destroy_process_group()
""".strip().splitlines()
