"""What a line of Python is made of, so that another with the same in it can be told from one that is copied off."""

import ast


def ingredients(code: str) -> frozenset[str]:
    """The functions, properties and signs of a line, whatever its variables are called; empty if it is no Python."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    return frozenset(name for node in ast.walk(tree) if (name := _ingredient(node)))


def _ingredient(node: ast.AST) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Call(func=ast.Name(id=name)):
            return name
        case ast.BinOp(op=op) | ast.UnaryOp(op=op):
            return type(op).__name__
        case ast.Subscript():
            return "[]"
        case ast.For():
            return "for"
    return ""
