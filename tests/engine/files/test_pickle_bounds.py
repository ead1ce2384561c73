"""What a pickle would take is known before it is loaded, for those of tensors and for those of ill will."""

import io
import pickle
import pickletools
import struct
import time
from collections import OrderedDict

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from nnstudio.engine.files.pickle_bounds import ForeignObjectError, PickleError, check_pickle
from nnstudio.project.network import MAX_LAYERS


def pickles_of(value, is_zip=True):
    """The pickles that torch.save writes for a value, and how many there are."""
    out = io.BytesIO()
    torch.save(value, out, _use_new_zipfile_serialization=is_zip)
    if not is_zip:
        return out.getvalue(), 5
    reader = torch._C.PyTorchFileReader(io.BytesIO(out.getvalue()))
    return reader.get_record("data.pkl"), 1


def checked(content, count=1):
    file = io.BytesIO(content)
    for _ in range(count):
        check_pickle(file)
    return file.tell()


NORMS = nn.Sequential(*(layer for _ in range(MAX_LAYERS) for layer in (nn.Linear(3, 3), nn.BatchNorm1d(3))))
ONES = torch.ones(3)


@pytest.mark.parametrize("is_zip", [True, False])
@pytest.mark.parametrize(
    "value",
    [
        NORMS.state_dict(),
        dict(nn.Linear(2, 3).named_parameters()),
        {"a": ONES.half(), "b": ONES.to(torch.bfloat16), "c": ONES.to(torch.float8_e4m3fn), "d": ONES.to(torch.uint16)},
        {"a": ONES.to_sparse(), "b": ONES.to("meta"), "c": torch.tensor(True), "d": torch.zeros(0), "e": ONES[None].T},
        {"model": nn.Linear(2, 3).state_dict(), "optimizer": {"param_groups": [{"params": list(range(9))}]}},
    ],
    ids=["network", "parameters", "dtypes", "layouts", "checkpoint"],
)
def test_that_what_torch_saves_is_gone_through_to_its_end(value, is_zip):
    content, count = pickles_of(value, is_zip)
    end = checked(content, count)
    assert end == len(content) if is_zip else end <= len(content)


@pytest.mark.parametrize(
    "value", [bytearray(10), {"a": {1, 2}}, nn.Linear(2, 3), slice(3), complex(1, 2), b"bytes", torch.Tensor, object()]
)
def test_that_what_is_no_tensor_is_called_foreign(value):
    with pytest.raises(ForeignObjectError):
        checked(pickle.dumps(value, protocol=2))


def call(name, argument):
    module, _, called = name.rpartition(".")
    return b"c" + module.encode() + b"\n" + called.encode() + b"\n" + argument + b"\x85R"


LONG_LIST = b"]q\x01(" + b"K\x00" * 50_000 + b"e"


@pytest.mark.parametrize(
    "body",
    [
        call("builtins.bytearray", b"\x8a\x04" + struct.pack("<i", 2**30)),
        call("torch.Tensor", b"J" + struct.pack("<i", 2**30)),
        call("torch.FloatTensor", b"J" + struct.pack("<i", 2**30)),
        # a list, and a thousand copies of it
        b"(" + LONG_LIST + call("collections.OrderedDict", b"h\x01") * 1000 + b"t",
        # the list is put into a tuple while it is short
        b"(]q\x01\x85q\x02h\x01(" + b"K\x00" * 50_000 + b"e" + b"ccollections\nOrderedDict\nh\x02R" * 1000 + b"t",
        # a list of itself
        b"(]q\x01h\x01a" + call("collections.OrderedDict", b"h\x01") + b"t",
        # doubled 60 times
        b"(K\x00q\x01" + b"h\x01h\x01\x86q\x01" * 60 + call("collections.OrderedDict", b"h\x01") + b"t",
        b"K\x00" * 300_000,
        b"(" * 300_000,
    ],
    ids=["bytearray", "tensor", "float", "copies", "grown", "itself", "doubled", "numbers", "marks"],
)
def test_that_a_small_pickle_of_something_large_is_refused_soon(body):
    started = time.process_time()
    with pytest.raises(PickleError):
        checked(b"\x80\x02" + body + b".")
    assert time.process_time() - started < 5


def test_that_the_copies_are_a_pickle_that_torch_would_load():
    """Else the test before would show nothing."""
    content = b"\x80\x02(]q\x01(" + b"K\x07K\x09\x86" * 5 + b"e" + call("collections.OrderedDict", b"h\x01") * 3 + b"t."
    assert torch._weights_only_unpickler.load(io.BytesIO(content)) == ([(7, 9)] * 5, *[OrderedDict({7: 9})] * 3)
    checked(content)


@given(st.data())
def test_that_any_bytes_are_gone_through_or_refused(data):
    codes = [opcode.code.encode("latin-1") for opcode in pickletools.opcodes]
    content, _ = pickles_of({"a": torch.ones(3)})
    pieces = data.draw(st.lists(st.sampled_from(codes) | st.binary(max_size=6), max_size=40))
    cut = data.draw(st.integers(0, len(content)))
    try:
        checked(content[:cut] + b"".join(pieces) + b".")
    except PickleError as error:
        assert len(str(error).splitlines()) == 1
