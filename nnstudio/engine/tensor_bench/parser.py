"""From tokens to the tree, by recursive descent; the signs bind as in Python."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NoReturn

from nnstudio.engine.tensor_bench import syntax
from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.syntax import Node, Statement
from nnstudio.engine.tensor_bench.tokens import Kind, Token, tokenize
from nnstudio.language import _

MAX_DEPTH = 40
"""Of nodes below one another: keeps every recursion short."""

LIBRARIES = {"torch": "torch", "np": "np", "numpy": "np"}
RESERVED = {*LIBRARIES, "True", "False", "None", "import", "lambda", "for", "while", "if", "else", "def", "del", "in"}
_CONSTANTS = {"True": True, "False": False, "None": None}
_POWERS = {
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), 1),
    **dict.fromkeys("|", 2),
    **dict.fromkeys("&", 3),
    **dict.fromkeys("+-", 4),
    **dict.fromkeys("*/@", 5),
}
"""How strongly the signs between two operands bind; unary ones and ``**`` stand above them all."""
_CLOSING = {"(": ")", "[": "]"}


def parse(text: str) -> list[Statement]:
    """The statements of a line, which ``;`` parts.

    Raises:
        BenchError: it isn't an expression of this language; says what is missing, and where.
    """
    return _Parser(text).statements()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text.replace("−", "-")
        self._tokens = tokenize(text)
        self._place = 0
        self._nesting = 0

    # tokens

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    @property
    def _is_at_end(self) -> bool:
        return self._next.kind is Kind.END

    def _take(self) -> Token:
        token = self._next
        self._place = min(self._place + 1, len(self._tokens) - 1)
        return token

    def _sees(self, *signs: str) -> bool:
        return self._next.kind is Kind.SIGN and self._next.text in signs

    def _takes(self, sign: str) -> bool:
        if self._sees(sign):
            self._take()
            return True
        return False

    def _refuse(self, message: str, token: Token | None = None) -> NoReturn:
        raise self._wrong(message, token)

    def _wrong(self, message: str, token: Token | None = None) -> BenchError:
        token = token or self._next
        return BenchError(
            _("place {start}: {message}").format(start=token.start + 1, message=message), token.start, token.end
        )

    def _found(self) -> str:
        return (
            _("the line ends")
            if self._next.kind is Kind.END
            else _("“{next_text}” stands").format(next_text=self._next.text)
        )

    # statements

    def statements(self) -> list[Statement]:
        found = []
        while self._takes(";"):
            pass
        while not self._is_at_end:
            found.append(self._statement())
            if not self._is_at_end and not self._sees(";"):
                if self._sees("="):
                    self._refuse(_("only a single name can be given a value: write name = expression"))
                if self._sees(")", "]"):
                    self._refuse(
                        _("this “{next_text}” closes nothing that was opened").format(next_text=self._next.text)
                    )
                self._refuse(_("an operator is missing before “{next_text}”").format(next_text=self._next.text))
            while self._takes(";"):
                pass
        if not found:
            raise BenchError(_("there is nothing to compute yet: type an expression"))
        return found

    def _statement(self) -> Statement:
        start = self._next.start
        name = None
        if self._next.kind is Kind.NAME and self._tokens[self._place + 1].text == "=":
            token = self._take()
            name = token.text
            if name in RESERVED:
                self._refuse(_("“{name}” has a meaning of its own: choose another name").format(name=name), token)
            self._take()
        expression = self._expression()
        return Statement(name, expression, self._text[start : self._tokens[self._place - 1].end])

    # expressions

    def _depth(self, parts: Iterable[Node | None], start: int, end: int) -> int:
        depth = 1 + max((part.depth for part in parts if part is not None), default=0)
        if depth > MAX_DEPTH:
            raise BenchError(_("the expression is nested too deeply: give its parts names first"), start, end)
        return depth

    def _expression(self) -> Node:
        self._nesting += 1
        if self._nesting > MAX_DEPTH:
            self._refuse(_("the expression is nested too deeply: give its parts names first"))
        node = self._binary(1)
        self._nesting -= 1
        return node

    def _binary(self, least: int) -> Node:
        left = self._unary()
        compared = False
        while self._next.kind is Kind.SIGN and (power := _POWERS.get(self._next.text, 0)) >= least:
            sign = self._take()
            if power == 1 and compared:
                self._refuse(_("comparisons can't be chained: write (a < b) & (b < c)"), sign)
            compared = compared or power == 1
            right = self._binary(power + 1)
            depth = self._depth((left, right), left.start, right.end)
            left = syntax.Binary(left.start, right.end, depth, sign.text, left, right)
        return left

    def _unary(self) -> Node:
        signs = []
        while self._sees("-", "+", "~"):
            signs.append(self._take())
        node = self._power()
        for sign in reversed(signs):
            depth = self._depth((node,), sign.start, node.end)
            node = syntax.Unary(sign.start, node.end, depth, sign.text, node)
        return node

    def _power(self) -> Node:
        base = self._postfix()
        if not self._takes("**"):
            return base
        self._nesting += 1
        if self._nesting > MAX_DEPTH:
            self._refuse(_("the expression is nested too deeply: give its parts names first"))
        exponent = self._unary()
        self._nesting -= 1
        depth = self._depth((base, exponent), base.start, exponent.end)
        return syntax.Binary(base.start, exponent.end, depth, "**", base, exponent)

    def _postfix(self) -> Node:
        node = self._atom()
        while True:
            if self._takes("."):
                node = self._dotted(node)
            elif self._sees("["):
                items = self._index_items()
                end = self._tokens[self._place - 1].end
                node = syntax.Index(node.start, end, self._depth((node, *items), node.start, end), node, items)
            elif self._sees("("):
                self._refuse(_("only functions and methods can be called: write * for a product"))
            else:
                return node

    def _dotted(self, target: Node) -> Node:
        token = self._name_after_dot()
        if self._sees("("):
            arguments, named = self._arguments()
            end = self._tokens[self._place - 1].end
            depth = self._depth((target, *arguments, *(value for _unused, value in named)), target.start, end)
            return syntax.Method(target.start, end, depth, target, token.text, arguments, named)
        depth = self._depth((target,), target.start, token.end)
        return syntax.Attribute(target.start, token.end, depth, target, token.text)

    def _name_after_dot(self) -> Token:
        if self._next.kind is not Kind.NAME:
            self._refuse(_("after a point a name should follow, but {found} there").format(found=self._found()))
        return self._take()

    def _atom(self) -> Node:
        token = self._next
        if token.kind is Kind.NUMBER:
            self._take()
            return syntax.Constant(token.start, token.end, 1, self._number(token))
        if token.kind is Kind.TEXT:
            self._take()
            return syntax.Constant(token.start, token.end, 1, token.text[1:-1])
        if token.kind is Kind.NAME:
            return self._named()
        if self._sees("("):
            return self._round()
        if self._sees("["):
            items = self._list("[")
            end = self._tokens[self._place - 1].end
            return syntax.Items(token.start, end, self._depth(items, token.start, end), items, True)
        raise self._wrong(_("a value should stand here, but {found} here").format(found=self._found()))

    def _number(self, token: Token) -> int | float:
        if not token.text.isdigit():
            return float(token.text)
        # so many digits would be slow to read, too
        if len(token.text) > 19 or int(token.text) > 2**63 - 1:
            self._refuse(_("int64 ends at 9223372036854775807: write the number with a point"), token)
        return int(token.text)

    def _named(self) -> Node:
        token = self._take()
        if token.text in _CONSTANTS:
            return syntax.Constant(token.start, token.end, 1, _CONSTANTS[token.text])
        library, path = "", token.text
        if token.text in LIBRARIES:
            library, names = LIBRARIES[token.text], []
            while self._takes("."):
                names.append(self._name_after_dot().text)
            if not names:
                self._refuse(_("a point and a name should follow “{token_text}”").format(token_text=token.text), token)
            path = ".".join(names)
        end = self._tokens[self._place - 1].end
        if self._sees("("):
            arguments, named = self._arguments()
            end = self._tokens[self._place - 1].end
            depth = self._depth((*arguments, *(value for _unused, value in named)), token.start, end)
            return syntax.Call(token.start, end, depth, library, path, arguments, named)
        if library:
            return syntax.Member(token.start, end, 1, library, path)
        if token.text in RESERVED:
            self._refuse(
                _("“{token_text}” is Python's, but no part of this language").format(token_text=token.text), token
            )
        return syntax.Name(token.start, end, 1, token.text)

    # brackets

    def _close(self, opened: Token) -> None:
        closing = _CLOSING[opened.text]
        if self._takes(closing):
            return
        if self._next.kind is Kind.END:
            self._refuse(
                _("the “{closing}” that closes the “{opened_text}” at place {start} is missing").format(
                    closing=closing, opened_text=opened.text, start=opened.start + 1
                )
            )
        self._refuse(
            _("a comma or “{closing}” should stand here, but {found} here").format(closing=closing, found=self._found())
        )

    def _list(self, sign: str) -> tuple[Node, ...]:
        opened = self._take()
        items: list[Node] = []
        while not self._sees(_CLOSING[sign]):
            items.append(self._expression())
            if not self._takes(","):
                break
        self._close(opened)
        return tuple(items)

    def _round(self) -> Node:
        opened = self._take()
        items: list[Node] = []
        comma = False
        while not self._sees(")"):
            items.append(self._expression())
            comma = self._takes(",")
            if not comma:
                break
        self._close(opened)
        end = self._tokens[self._place - 1].end
        if len(items) == 1 and not comma:
            return replace(items[0], start=opened.start, end=end)
        return syntax.Items(opened.start, end, self._depth(items, opened.start, end), tuple(items), False)

    def _arguments(self) -> tuple[tuple[Node, ...], tuple[tuple[str, Node], ...]]:
        opened = self._take()
        arguments: list[Node] = []
        named: list[tuple[str, Node]] = []
        while not self._sees(")"):
            token = self._next
            if token.kind is Kind.NAME and self._tokens[self._place + 1].text == "=":
                self._take()
                self._take()
                if token.text in dict(named):
                    self._refuse(_("“{token_text}” is given twice").format(token_text=token.text), token)
                named.append((token.text, self._expression()))
            elif named:
                self._refuse(_("an argument without a name can't follow one with a name"), token)
            else:
                arguments.append(self._expression())
            if not self._takes(","):
                break
        self._close(opened)
        return tuple(arguments), tuple(named)

    def _index_items(self) -> tuple[Node, ...]:
        opened = self._take()
        items: list[Node] = []
        while not self._sees("]"):
            items.append(self._index_item())
            if not self._takes(","):
                break
        if not items:
            self._refuse(_("an index should stand between the brackets"))
        self._close(opened)
        return tuple(items)

    def _index_item(self) -> Node:
        start = self._next.start
        if self._takes("..."):
            return syntax.Dots(start, start + 3, 1)
        parts: list[Node | None] = [None if self._sees(":") else self._expression()]
        while len(parts) < 3 and self._takes(":"):
            parts.append(None if self._sees(":", ",", "]") else self._expression())
        if len(parts) == 1 and parts[0] is not None:
            return parts[0]
        end = self._tokens[self._place - 1].end
        first, last, step = (*parts, None, None)[:3]
        return syntax.Slice(start, end, self._depth(parts, start, end), first, last, step)
