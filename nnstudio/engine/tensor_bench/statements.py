"""What a statement does to the variables of one library."""

import ast
import operator
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

import torch

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.evaluate import SIGNS, Evaluator, Spelled
from nnstudio.engine.tensor_bench.loops import parts_of
from nnstudio.engine.tensor_bench.operations import atom
from nnstudio.engine.tensor_bench.pythons import items_of
from nnstudio.engine.tensor_bench.reading import LIBRARIES, is_without_gradient, refused
from nnstudio.engine.tensor_bench.values import Value
from nnstudio.language import _

MAX_VARIABLES = 50
_IN_PLACE: dict[str, Callable[[Value, Value], Value]] = {
    "+": operator.iadd,
    "-": operator.isub,
    "*": operator.imul,
    "/": operator.itruediv,
    "//": operator.ifloordiv,
    "%": operator.imod,
    "**": operator.ipow,
    "@": operator.imatmul,
    "&": operator.iand,
    "|": operator.ior,
    "^": operator.ixor,
}
_SET = ("grad", "requires_grad", "data")
"""Properties of a tensor that can be given a value."""


@dataclass(frozen=True)
class Done:
    """What a statement came to, and how it is spelled."""

    value: Value
    code: str


def execute(node: ast.stmt, evaluator: Evaluator) -> Done:
    """Computes a statement, and sets what it sets.

    Raises:
        BenchError: it can't be computed.
    """
    with evaluator.telling(node):
        return _execute(node, evaluator)


def _execute(node: ast.stmt, evaluator: Evaluator) -> Done:
    match node:
        case ast.Expr(value=expression):
            return Done(*evaluator.value(expression))
        case ast.Assign(targets=targets, value=expression):
            for target in targets:
                _check_target(target, evaluator)
            found = evaluator.value(expression)
            assigned = [_assign(target, found, evaluator) for target in targets]
            return assigned[-1]
        case ast.AugAssign(target=target, op=op, value=expression):
            return _augment(node, target, op, expression, evaluator)
        case ast.Delete(targets=targets):
            for target in targets:
                if not isinstance(target, ast.Name):
                    raise BenchError(_("only variables can be forgotten: del x"))
                evaluator.value(target)
                del evaluator.variables[target.id]
            return Done(None, f"del {', '.join(ast.unparse(target) for target in targets)}")
        case ast.For(target=target, iter=several, body=body):
            return _repeat(target, several, body, evaluator)
        case ast.If(test=test, body=body, orelse=other):
            condition, code = evaluator.value(test)
            done = _all_of(body if condition else other, evaluator)
            return Done(done.value, f"if {code if condition else f'not ({code})'}:{_within(done.code)}")
        case ast.With(items=[ast.withitem(context_expr=context)], body=body) if is_without_gradient(context):
            with torch.no_grad():
                return _all_of(body, evaluator)
        case ast.Pass() | ast.Import() | ast.ImportFrom():
            # what may be imported is there from the start
            return Done(None, "pass")
    raise refused(node, ast.unparse(node)[:40])


def _repeat(target: ast.expr, several: ast.expr, body: list[ast.stmt], evaluator: Evaluator) -> Done:
    """A loop: the value is that of its last statement, the last time."""
    _check_target(target, evaluator)
    values, code = evaluator.value(several)
    done = Done(None, "pass")
    for value in items_of(values, _("a loop")):
        _assign(target, (value, code), evaluator)
        done = _all_of(body, evaluator)
    return Done(done.value, f"for {ast.unparse(target)} in {code}:{_within(done.code)}")


def _all_of(body: list[ast.stmt], evaluator: Evaluator) -> Done:
    done, lines = Done(None, "pass"), []
    for node in body:
        evaluator.steps.count()
        done = execute(node, evaluator)
        names = [ast.unparse(each) for each in getattr(node, "targets", ()) if isinstance(each, ast.Name | ast.Tuple)]
        is_named = isinstance(node, ast.Assign) and names
        lines.append(" = ".join([*names, done.code]) if is_named else done.code)
    return Done(done.value, "\n".join(lines) or "pass")


def _within(code: str) -> str:
    """The statements of a loop, behind the colon."""
    return f" {code}" if "\n" not in code and ":" not in code else "\n" + textwrap.indent(code, "    ")


def roots_of(node: ast.stmt) -> set[str]:
    """The variables of which a statement, or one within it, sets a part."""
    return {root for inner in ast.walk(node) if isinstance(inner, ast.stmt) and (root := root_of(inner))}


def root_of(node: ast.stmt) -> str:
    """The variable of which a statement sets a part; empty if it sets none."""
    target: ast.AST | None = None
    if isinstance(node, ast.Assign):
        target = node.targets[-1]
    elif isinstance(node, ast.AugAssign):
        target = node.target
    if isinstance(target, ast.Name) and isinstance(node, ast.AugAssign):
        return target.id
    inner = False
    while isinstance(target, ast.Subscript | ast.Attribute):
        target, inner = target.value, True
    return target.id if inner and isinstance(target, ast.Name) else ""


def _check_target(target: ast.AST, evaluator: Evaluator) -> None:
    match target:
        case ast.Name(id=name):
            if name in LIBRARIES or name in v.PYTHONS or name == "print":
                raise BenchError(_("“{name}” has a meaning of its own: choose another name").format(name=name))
            if name not in evaluator.variables and len(evaluator.variables) >= MAX_VARIABLES:
                raise BenchError(
                    _("there are {max_variables} variables already: use one of their names again").format(
                        max_variables=MAX_VARIABLES
                    )
                )
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for each in targets:
                _check_target(each, evaluator)
        case ast.Subscript() | ast.Attribute():
            return
        case _unused:
            raise refused(target, ast.unparse(target)[:40])


def _assign(target: ast.AST, found: Spelled, evaluator: Evaluator) -> Done:
    value, code = found
    match target:
        case ast.Name(id=name):
            evaluator.variables[name] = value
            return Done(value, code)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            parts = parts_of(value, len(targets))
            for each, part in zip(targets, parts, strict=True):
                _assign(each, (part, code), evaluator)
            return Done(tuple(parts), code)
        case ast.Subscript(value=whole, slice=index):
            array, array_code = evaluator.value(whole)
            parts, text = evaluator.index(index)
            return Done(array, f"{_set_item(evaluator, array, parts, value, array_code, text)} = {code}")
        case ast.Attribute(value=whole, attr=name):
            tensor, tensor_code = evaluator.value(whole)
            _set_attribute(evaluator, tensor, name, value)
            return Done(tensor, f"{atom(tensor_code)}.{name} = {code}")
    raise refused(target, ast.unparse(target)[:40])


def _set_item(evaluator: Evaluator, array: Value, parts: Value, value: Value, array_code: str, text: str) -> str:
    if not v.is_array(array):
        raise BenchError(
            _("only a tensor's numbers can be set, not those of {kind_of}").format(kind_of=v.kind_of(array))
        )
    if isinstance(value, list | tuple):
        v.check_list(value)
    elif not v.is_array(value) and not v.is_number(value) and (value is not None or isinstance(array, torch.Tensor)):
        raise BenchError(_("a tensor holds numbers, not {kind_of}").format(kind_of=v.kind_of(value)))
    v.check_index(array.shape, parts)
    array[parts] = value
    evaluator.changed.append((array, _view(array, parts)))
    return f"{atom(array_code)}[{text}]"


def _view(array: Value, parts: Value) -> Value:
    """The part of an array that an index names, in the array's own memory; None for lists of places and masks."""
    parts = parts if isinstance(parts, tuple) else (parts,)
    if any(isinstance(part, list) or v.is_array(part) for part in parts):
        return None
    # with an ellipsis NumPy gives a part even of a single number
    return array[parts if any(part is ... for part in parts) else (*parts, ...)]


def _set_attribute(evaluator: Evaluator, tensor: Value, name: str, value: Value) -> None:
    if not isinstance(tensor, torch.Tensor) or name not in _SET:
        raise BenchError(_("only a tensor's .grad, .data and .requires_grad can be set"))
    if not isinstance(value, torch.Tensor | bool | None):
        raise BenchError(_(".{name} can't be {kind_of}").format(name=name, kind_of=v.kind_of(value)))
    if name == "data":
        evaluator.changed.append((tensor, tensor))
    setattr(tensor, name, value)


def _augment(node: ast.stmt, target: ast.expr, op: ast.operator, expression: ast.expr, evaluator: Evaluator) -> Done:
    sign = SIGNS[type(op)][0] if type(op) in SIGNS else ""
    if sign not in _IN_PLACE:
        raise refused(node, ast.unparse(node)[:40])
    _check_target(target, evaluator)
    old, old_code = evaluator.value(target)
    value, code = evaluator.value(expression)
    evaluator.check_operands(sign, old, value)
    found = _IN_PLACE[sign](old, value)
    if v.is_array(found) and found is old:
        evaluator.changed.append((found, found))
    code = f"{old_code} {sign}= {code}"
    match target:
        case ast.Name(id=name):
            evaluator.variables[name] = found
        case ast.Subscript(value=whole, slice=index):
            array, array_code = evaluator.value(whole)
            parts, text = evaluator.index(index)
            _set_item(evaluator, array, parts, found, array_code, text)
            return Done(array, code)
        case ast.Attribute(value=whole, attr=name):
            tensor, _unused = evaluator.value(whole)
            if name == "grad" and found is old:
                return Done(found, code)
            _set_attribute(evaluator, tensor, name, found)
    return Done(found, code)
