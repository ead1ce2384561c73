"""Shows a lesson's text, as high as it needs, with its formulas in the theme's colour."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QColor, QPixmap, QResizeEvent, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from nnstudio.project.guided.formula_bounds import FormulaBudget
from nnstudio.ui.lessons.formula_breaks import pieces
from nnstudio.ui.lessons.markup import FORMULA_SCHEME, rich_text
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.formulas import inline_formula_pixmap
from nnstudio.ui.widgets.glossary import GLOSSARY


class LessonText(QTextBrowser):
    """Read-only; what is selected can be copied.

    A formula that is wider than the text breaks between its parts; one that can't break is scrolled to, and where
    nothing can be scrolled, it is drawn smaller.
    """

    def __init__(
        self, paragraphs: Sequence[str] = (), role: str = "text", parent: QWidget | None = None, scrolls: bool = True
    ) -> None:
        super().__init__(parent)
        self._scrolls = scrolls
        self._breaks = self._shrinks = 0
        """Whether formulas break: 1 between what is equal, 2 anywhere; and by how much of a hundred they shrink."""
        self._width = 0
        self._paragraphs, self._role = tuple(paragraphs), role
        self._formulas: list[str] = []
        self._budget = FormulaBudget()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self._scheme = theme().scheme
        theme().follow(self._on_theme_changed)

    def set_paragraphs(self, paragraphs: Sequence[str]) -> None:
        self._paragraphs = tuple(paragraphs)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.viewport().width() != self._width:
            # what was broken may have room now
            self._show() if self._formulas else self._fit()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        address = name.toString() if isinstance(name, QUrl) else name
        if kind == QTextDocument.ResourceType.ImageResource.value and address.startswith(FORMULA_SCHEME):
            return self._picture(self._formulas[int(address.removeprefix(FORMULA_SCHEME))])
        # nothing else is ever fetched; with None, Qt would look for a file of that name
        return QPixmap()

    def _picture(self, latex: str) -> QPixmap:
        metrics = self.fontMetrics()
        color = getattr(self._scheme, self._role)
        # Qt centres what is aligned to the middle around half the height of an x
        picture = inline_formula_pixmap(
            latex, color, metrics.height() * 0.95, self.devicePixelRatioF(), metrics.xHeight() / 2
        )
        if picture.isNull() or not self._shrinks:
            return picture
        # in small letters its parts would not become smaller for long
        width = max(1, picture.width() * (100 - self._shrinks) // 100)
        return picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)

    def _image(self, latex: str) -> str:
        picture = self._picture(latex) if self._budget.admits(latex) else QPixmap()
        if picture.isNull():
            return f"<code>{escape(latex)}</code>"
        images = []
        for piece in pieces(latex, self._breaks > 1) if self._breaks else [latex]:
            self._formulas.append(piece)
            images.append(f'<img src="{FORMULA_SCHEME}{len(self._formulas) - 1}" style="vertical-align: middle;">')
        return "\N{ZERO WIDTH SPACE}".join(images)

    def _show(self) -> None:
        self._breaks = self._shrinks = 0
        self._set_text()
        while self._is_too_wide() and self._breaks < 2:
            self._breaks += 1
            self._set_text()
        while self._is_too_wide() and not self._scrolls and self._shrinks < 85:
            self._shrinks += 5
            self._set_text()

    def _is_too_wide(self) -> bool:
        """Whether something reaches beyond the text's width."""
        return self.document().size().width() > self.document().textWidth()

    def _set_text(self) -> None:
        self._formulas, self._budget = [], FormulaBudget()
        color = getattr(self._scheme, self._role)
        style = f"body {{ color: {color}; }} p {{ margin: 0 0 7px 0; }} code {{ color: {self._scheme.accent}; }}"
        self.document().setDefaultStyleSheet(style)
        self.setHtml(f"<body>{rich_text(self._paragraphs, self._image, GLOSSARY)}</body>")
        self._mark_terms()
        self._fit()

    def _mark_terms(self) -> None:
        """A dotted line under what has a tooltip, as the captions of the window have it."""
        dotted = QTextCharFormat()
        dotted.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        dotted.setUnderlineColor(QColor(self._scheme.muted))
        places = []
        block = self.document().begin()
        while block.isValid():
            fragments = block.begin()
            while not fragments.atEnd():
                fragment = fragments.fragment()
                if fragment.charFormat().toolTip():
                    places.append((fragment.position(), fragment.length()))
                fragments += 1
            block = block.next()
        cursor = QTextCursor(self.document())
        for start, length in places:
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(dotted)

    def _fit(self) -> None:
        self._width = self.viewport().width()
        self.document().setTextWidth(max(self._width, 40))
        is_scrolled = self._scrolls and self._is_too_wide()
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if is_scrolled else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(policy)
        bar = self.horizontalScrollBar().sizeHint().height() if is_scrolled else 0
        self.setFixedHeight(int(self.document().size().height()) + 2 + bar)

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._show()
