"""Translators get every text: what the tools gather, and that each translation has the original's places."""

import ast
import re
from collections.abc import Iterator
from typing import TypeGuard

import pytest
from babel.messages.pofile import read_po

from nnstudio.language.choice import catalogues
from tests.language.gathering import KEYWORDS, PACKAGE, found_in_code, template
from tests.language.places import places_of

FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.fixture(scope="module")
def counted() -> list[tuple[str | None, str, str]]:
    """The context, the singular and the plural of each text that counts."""
    found = (found for _place, found in found_in_code())
    return [(context, *message) for _line, message, _comments, context in found if isinstance(message, tuple)]


def test_that_the_template_is_the_same_for_the_same_sources():
    assert template() == template()
    assert b'msgid "{share} %"' in template()


def test_that_one_and_many_have_the_same_places(counted):
    # of one, the number itself may be left out
    assert [one for _context, one, many in counted if places_of(one) - places_of(many)] == []


def test_that_no_text_has_two_plurals(counted):
    # a catalogue keeps a text by its singular, and would give one place the other's plural
    assert [text for text in {*counted} if text[:2] in {other[:2] for other in {*counted} - {text}}] == []


def test_that_every_translation_has_the_places_of_its_text():
    wrong = []
    for path in sorted(catalogues().glob("*/LC_MESSAGES/nnstudio.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                said = message.string if isinstance(message.string, tuple) else (message.string,)
                texts = message.id if isinstance(message.id, tuple) else (message.id,)
                if message.id and any(one and places_of(one) not in map(places_of, texts) for one in said):
                    wrong.append(f"{path}: {message.id}")
    assert wrong == []


def test_that_no_text_is_out_of_the_tools_sight():
    found = ((path, find_hidden(path.read_text(encoding="utf-8"))) for path in FILES)
    assert [f"{path.relative_to(PACKAGE)}: {what}" for path, whats in found for what in whats] == []


@pytest.mark.parametrize(
    "code",
    [
        "_(f'{n} rows')",
        "_('a' + name)",
        "_(name)",
        "ngettext('a row', many, n)",
        "pgettext(context, 'linear')",
        "for _ in rows: print(_('row'))",
        "def f():\n  first, _ = pair\n  return _('row')",
        "_('{} rows').format(n)",
        "tell(_('{{loss}} of {name}').format(name=name), loss=loss)",
        "f(lambda _: _('row'))",
    ],
)
def test_that_a_text_out_of_sight_would_be_found(code):
    assert list(find_hidden(code))


@pytest.mark.parametrize("code", ["_('a' 'b')", "ngettext('a row', '{n} rows', n)", "for _ in rows:\n  f()"])
def test_that_what_is_in_sight_passes(code):
    assert list(find_hidden(code)) == []


def test_that_errors_say_texts():
    found = ((path, find_untold(path.read_text(encoding="utf-8"))) for path in FILES if "checkout" not in path.parts)
    assert [f"{path.relative_to(PACKAGE)}: {what}" for path, whats in found for what in whats] == []


@pytest.mark.parametrize(
    "code",
    [
        "raise ProjectError('it is missing')",
        "raise ProjectError(f'{n} is far too large')",
        "x = BadError('line 3', 'not a known text')",
    ],
)
def test_that_an_error_without_a_text_would_be_found(code):
    assert list(find_untold(code))


_FOR_PROGRAMMERS = ("TypeError", "LookupError", "RuntimeError", "ImportError")


def find_untold(code: str) -> Iterator[str]:
    """Errors whose sentence is in English alone, besides those that only a mistake in the program raises."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and re.fullmatch(r"\w+Error", name := ast.unparse(node.func)):
            said = [part.value for one in node.args for part in [one, *getattr(one, "values", [])] if _is_literal(part)]
            if name not in _FOR_PROGRAMMERS and any(re.search(r"[a-z]{2,} [a-z]{2,}", each) for each in said):
                yield f"line {node.lineno}: {name}"


def _is_literal(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_that_no_text_decides():
    # in another language two texts may be one, or a word not be in a sentence that has it in English
    found = ((path, find_deciding(path.read_text(encoding="utf-8"))) for path in FILES)
    assert [f"{path.relative_to(PACKAGE)}: {what}" for path, whats in found for what in whats] == []


@pytest.mark.parametrize(
    "code",
    [
        "if told == _('nothing'): pass",
        "any(word in why for word in (_('missing'), _('unknown')))",
        "if why.startswith(_('missing')): pass",
        "class Kind(StrEnum):\n  NAME = _('a name')",
    ],
)
def test_that_a_text_that_decides_would_be_found(code):
    assert list(find_deciding(code))


def find_deciding(code: str) -> Iterator[str]:
    """Where a text is compared, looked for, or what makes the members of an enumeration differ."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Compare():
                parts = [node.left, *node.comparators]
            case ast.Call(func=ast.Attribute(attr="startswith" | "endswith" | "index" | "find" | "count")):
                parts = node.args
            case ast.GeneratorExp(elt=ast.Compare()):
                parts = [each.iter for each in node.generators]
            case ast.ClassDef() if any("Enum" in ast.unparse(base) for base in node.bases):
                parts = [each.value for each in node.body if isinstance(each, ast.Assign)]
            case _:
                continue
        if any(_is_text(inner) for part in parts for inner in [part, *getattr(part, "elts", [])]):
            yield f"line {node.lineno}: {ast.unparse(node)[:80]}"


def _is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in KEYWORDS
        and isinstance(node.args[0], ast.Constant)
    )


def find_hidden(code: str) -> Iterator[str]:
    """Texts that the tools can't gather, or translators not understand; and where ``_`` is something else."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            for text in node.args[: 1 if node.func.id == "_" else 2]:
                if not isinstance(text, ast.Constant):
                    if ast.unparse(text) not in _FROM_FILES:
                        yield f"line {node.lineno}: not a literal"
                elif re.search(r"\{[\d:!}]", str(text.value)):
                    yield f"line {node.lineno}: a place without a name"
                elif "{{" in str(text.value):
                    yield f"line {node.lineno}: a place that is filled in later, which nothing checks"
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and _shadows(node):
            yield f"line {getattr(node, 'lineno', 1)}: _ is also something that is thrown away"


_FROM_FILES = ("entry['title']", "entry['summary']", "self.text", "condition.text")
"""Of the index of examples, which is gathered as well, and texts of selectors that lessons name."""
_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _shadows(scope: ast.AST) -> bool:
    """Whether a function binds ``_`` and it, or one within it, asks for a text by that name."""
    binds = any(
        (isinstance(node, ast.Name) and node.id == "_" and isinstance(node.ctx, ast.Store))
        or (isinstance(node, ast.arg) and node.arg == "_")
        for node in _own(scope)
    )
    return binds and any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
        for node in ast.walk(scope)
    )


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """What is in a scope, without what is in the functions, and comprehensions, within it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, _INNER):
            yield child
            yield from _own(child)
