"""Python in colours."""

import keyword
import re

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from nnstudio.ui.style.colors import Scheme

_PATTERN = re.compile(
    r"(?P<comment>\#.*)"
    r"|(?P<string>\"\"\".*?\"\"\"|\"[^\"\n]*\"|'[^'\n]*')"
    rf"|(?P<keyword>\b(?:{'|'.join(keyword.kwlist)})\b)"
    r"|(?P<number>\b\d[\w.]*(?:[eE][-+]?\d+)?\b)"
    r"|(?P<name>\b[A-Z]\w+(?=\())"
)


class PythonHighlighter(QSyntaxHighlighter):
    """Colours keywords, strings, numbers, comments and classes."""

    def __init__(self, document: QTextDocument, scheme: Scheme) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self.set_scheme(scheme)

    def set_scheme(self, scheme: Scheme) -> None:
        colors = {
            "comment": scheme.muted,
            "string": scheme.test,
            "keyword": scheme.accent,
            "number": scheme.prediction,
            "name": "#56b4e9" if scheme.is_dark else "#1f6aa5",
        }
        for name, color in colors.items():
            style = QTextCharFormat()
            style.setForeground(QColor(color))
            if name == "keyword":
                style.setFontWeight(QFont.Weight.Bold)
            self._formats[name] = style
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for match in _PATTERN.finditer(text):
            if match.lastgroup is not None:
                self.setFormat(match.start(), match.end() - match.start(), self._formats[match.lastgroup])
