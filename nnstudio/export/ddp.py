"""The project as a script for several processes or GPUs: the same data and network under DistributedDataParallel."""

from nnstudio.export.script import _sequential_lines, _tensor_lines
from nnstudio.export.script_data import data_lines
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.project import Project

# what of project.training this script knows how to say
_KNOWN = {"loss", "optimizer", "batch_size", "epochs", "seed"}


def ddp_script_of(project: Project) -> str:
    """A script for ``torchrun --nproc_per_node=2``, on CPUs (gloo) or on one CUDA device each (nccl).

    It depends on torch, numpy and scikit-learn alone. The processes share each batch, so its losses are not the
    studio's to the last bit; the data, the network and its initial weights are.

    Raises:
        InvalidProjectError: the training has a setting that this script can't follow.
    """
    for name in project.training.model_dump(exclude_defaults=True).keys() - _KNOWN:
        raise InvalidProjectError(f"training.{name}: the script for several processes can't follow this; leave it out")
    data = data_lines(project.data)
    has_test = project.data.test_fraction > 0
    has_batch_norm = any(layer.kind == "batch_norm" for layer in project.network.layers)
    has_dropout = any(layer.kind == "dropout" for layer in project.network.layers)
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
        "from torch.utils.data import DataLoader, DistributedSampler, TensorDataset",
    ]
    tensors = [line for line in _tensor_lines(project, has_test) if not line.startswith("train_loader")]
    parts = [
        imports,
        _PROCESSES,
        ["# Data: each process makes all of it, and draws its share", *data.lines],
        tensors,
        _loader_lines(project, has_batch_norm),
        [
            "# Network: the same seed, the same initial weights in every process",
            *_sequential_lines(project),
            *(_DROPOUT if has_dropout else []),
            "model = model.to(device)",
            *(_BATCH_NORM if has_batch_norm else []),
            "model = DistributedDataParallel(model, device_ids=[local_rank] if on_gpus else None)",
        ],
        [
            "# Training",
            f"criterion = nn.{project.training.loss.title}()",
            f"optimizer = optim.{_optimizer(project)}",
        ],
        _TRAINER,
        _TEST if has_test else _NO_TEST,
        [f"trainer(epochs={project.training.epochs})", *_END],
    ]
    return "\n".join("\n".join([*part, ""]) for part in parts)


def _loader_lines(project: Project, has_batch_norm: bool) -> list[str]:
    size = project.training.batch_size
    whole = ", drop_last=True" if has_batch_norm else ""
    return [
        "train = TensorDataset(X_train, y_train)",
        f"sampler = DistributedSampler(train, shuffle=True, seed={project.training.seed})",
        f"# a batch of {size} in all; what does not divide evenly is rounded up",
        f"batch_size = min(-(-{size} // world_size), len(sampler))",
        *(["# batch norm needs more than one sample, so an incomplete last batch is left out"] if whole else []),
        f"train_loader = DataLoader(train, batch_size=batch_size, sampler=sampler{whole})",
    ]


def _optimizer(project: Project) -> str:
    """In PyTorch's own choice of form, which suits every device."""
    spec = project.training.optimizer
    changed = {name: value for name, value in spec.model_dump(exclude={"kind", "lr"}).items() if value}
    written = "".join(f", {name}={value!r}" for name, value in {"lr": spec.lr, **changed}.items())
    return f"{spec.title}(model.parameters(){written})"


_PROCESSES = """
if "RANK" not in os.environ:
    raise SystemExit("start this with: torchrun --nproc_per_node=2 " + __file__)
rank = int(os.environ["RANK"])  # this process among all
local_rank = int(os.environ["LOCAL_RANK"])  # and among those of this machine
world_size = int(os.environ["WORLD_SIZE"])
on_gpus = torch.cuda.device_count() >= int(os.environ["LOCAL_WORLD_SIZE"])
device = torch.device("cuda", local_rank) if on_gpus else torch.device("cpu")
if on_gpus:
    torch.cuda.set_device(device)
dist.init_process_group("nccl" if on_gpus else "gloo")
""".strip().splitlines()

_DROPOUT = ["torch.manual_seed(torch.initial_seed() + rank)  # dropout differs between the processes"]

_BATCH_NORM = """
if on_gpus:  # means and variances over the whole batch; on CPUs each process takes its own share's
    model = nn.SyncBatchNorm.convert_sync_batchnorm(model)
""".strip().splitlines()

_TRAINER = '''
def trainer(epochs):
    """Prints each epoch's loss, over all processes: the mean of their batches' losses."""
    for epoch in range(1, epochs + 1):
        sampler.set_epoch(epoch)  # another order each epoch
        losses = []
        for X, y in train_loader:
            X, y = X.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(X), y)
            loss.backward()  # averages the gradients over the processes
            optimizer.step()
            losses.append(loss.detach())
        mean = torch.stack(losses).mean()
        dist.all_reduce(mean)
        report(epoch, mean.item() / world_size)

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
    state = {name: tensor.cpu() for name, tensor in model.module.state_dict().items()}
    weights = b"".join(tensor.float().numpy().tobytes() for tensor in state.values())
    print("weights", hashlib.sha256(weights).hexdigest())
dist.destroy_process_group()
""".strip().splitlines()
