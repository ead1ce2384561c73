"""From a line's text to Python's own syntax tree, of which only some kinds of statements are taken."""

import ast
import warnings
from dataclasses import dataclass

from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.scikit import MAKERS, MODELS
from nnstudio.language import _

MAX_TEXT = 1000
"""Characters of one line: what bounds the number of operations."""
MAX_DEPTH = 60
"""Of nodes below one another: keeps every recursion short."""

LIBRARIES = {
    "torch": ("torch", ""),
    "nn": ("torch", "nn"),
    "F": ("torch", "nn.functional"),
    "optim": ("torch", "optim"),
    "np": ("np", ""),
    "numpy": ("np", ""),
}
"""Names that are there from the start: the library, and the path within it."""
_MODULES = {
    "torch": "torch",
    "torch.nn": "nn",
    "torch.nn.functional": "F",
    "torch.optim": "optim",
    "numpy": "np",
}
_FROM = {
    "torch": {"nn", "optim"},
    "torch.nn": {"functional"},
    "torch.utils.data": {"DataLoader", "TensorDataset"},
    "sklearn.datasets": set(MAKERS),
    "sklearn.linear_model": set(MODELS),
}


@dataclass(frozen=True)
class Statement:
    """One statement, and whether it stands in ``with torch.no_grad():``."""

    node: ast.Expr | ast.Assign | ast.AugAssign | ast.Delete | ast.For | ast.If
    text: str
    is_without_gradient: bool = False


def cleaned(line: str) -> str:
    """A true minus, as it stands in books, is taken for ``-``."""
    return line.replace("−", "-")


def read(line: str) -> list[Statement]:
    """The statements of a line, which ``;`` parts.

    Raises:
        BenchError: it isn't Python, or no part of Python that is computed here; says where.
    """
    if len(line) > MAX_TEXT:
        raise BenchError(
            _("the line has {text_count:,} characters; at most {max_text:,} are read: use several lines").format(
                text_count=len(line), max_text=MAX_TEXT
            )
        )
    text = cleaned(line).strip()
    lead = len(cleaned(line)) - len(cleaned(line).lstrip())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        raise _unreadable(text, lead, error) from None
    except (ValueError, RecursionError, MemoryError):
        raise BenchError(_("the line can't be read: it is nested too deeply, or holds signs without meaning")) from None
    _check_depth(tree, text)
    found = [each for statement in tree.body for each in _statements(statement, text)]
    if not tree.body:
        raise BenchError(_("there is nothing to compute yet: type an expression"))
    return found


def place_of(node: ast.AST, line: str) -> tuple[int, int]:
    """Where a node of the line's tree stands, as indices of characters."""
    lead = len(cleaned(line)) - len(cleaned(line).lstrip())
    text = cleaned(line).strip()
    first = _index(text, getattr(node, "lineno", 1), getattr(node, "col_offset", 0))
    last = _index(text, getattr(node, "end_lineno", 1), getattr(node, "end_col_offset", 0))
    return lead + first, lead + last


def _index(text: str, line: int, column: int) -> int:
    # Python counts a line's bytes
    lines = text.split("\n")
    before = sum(len(each) + 1 for each in lines[: line - 1])
    return before + len(lines[line - 1].encode()[:column].decode(errors="ignore"))


def _unreadable(text: str, lead: int, error: SyntaxError) -> BenchError:
    lines = text.split("\n")
    before = sum(len(each) + 1 for each in lines[: (error.lineno or 1) - 1])
    start = min(before + max(0, (error.offset or 1) - 1), len(text))
    if not text[start:].strip() or text[start:].lstrip().startswith("#"):
        reason = _("a value should stand here, but the line ends")
    elif error.msg == "invalid syntax":
        reason = _("what begins here does not fit what stands before it")
    else:
        # Python's own reason, as it stands in its documentation
        reason = error.msg
    return BenchError(
        _("place {start}: {message}").format(start=lead + start + 1, message=reason),
        lead + start,
        min(lead + start + 1, lead + len(text)),
    )


def _check_depth(tree: ast.Module, text: str) -> None:
    level: list[ast.AST] = [tree]
    for _depth in range(MAX_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise BenchError(_("the expression is nested too deeply: give its parts names first"), 0, len(text))


def _statements(node: ast.stmt, text: str) -> list[Statement]:
    match node:
        case ast.Expr() | ast.Assign() | ast.AugAssign() | ast.Delete():
            return [Statement(node, ast.get_source_segment(text, node) or text)]
        case ast.For(orelse=[]) | ast.If():
            # what is in it is looked at before any of it is computed
            for each in (*node.body, *node.orelse):
                _statements(each, text)
            return [Statement(node, ast.get_source_segment(text, node) or text)]
        case ast.Pass():
            return []
        case ast.Import(names=names):
            for alias in names:
                _check_import(node, _MODULES.get(alias.name), alias.asname or alias.name, alias.name)
            return []
        case ast.ImportFrom(module=module, names=names):
            for alias in names:
                is_known = alias.name in _FROM.get(module or "", ())
                known = _MODULES.get(f"{module}.{alias.name}", alias.name) if is_known else None
                _check_import(node, known, alias.asname or alias.name, f"{module}.{alias.name}")
            return []
        case ast.With(items=[ast.withitem(context_expr=context, optional_vars=None)], body=body):
            if is_without_gradient(context):
                inner = [one for statement in body for one in _statements(statement, text)]
                return [Statement(one.node, f"with {ast.unparse(context)}: {one.text}", True) for one in inner]
    whole = ast.get_source_segment(text, node) or text
    raise refused(node, whole if isinstance(node, ast.AnnAssign) else whole.split(maxsplit=1)[0].rstrip(":"))


def is_without_gradient(context: ast.expr) -> bool:
    """Whether what stands in ``with …:`` is one of PyTorch's two ways to compute without a graph."""
    return ast.unparse(context) in ("torch.no_grad()", "torch.inference_mode()")


def _check_import(node: ast.stmt, usual: str | None, called: str, name: str) -> None:
    if usual is None:
        error = BenchError(
            _(
                "{name} is not there: the bench has torch, NumPy, and of scikit-learn the lecture's data and models"
            ).format(name=name)
        )
    elif called not in (usual, name, name.rpartition(".")[2]):
        error = BenchError(_("{name} is called {usual} here").format(name=name, usual=usual))
    else:
        return
    error.node = node
    raise error


def refused(node: ast.AST, word: str) -> BenchError:
    """What is said of a part of Python that isn't computed here."""
    error = BenchError(_("“{token_text}” is Python's, but no part of this language").format(token_text=word))
    error.node = node
    return error
