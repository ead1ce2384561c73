"""The window as an assistive program meets it: nothing but names, roles, values, states and actions."""

from collections.abc import Iterator

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractScrollArea

Role, Text = QAccessible.Role, QAccessible.Text

OPERATED = {
    Role.Button,
    Role.ButtonMenu,
    Role.ButtonDropDown,
    Role.CheckBox,
    Role.RadioButton,
    Role.ComboBox,
    Role.EditableText,
    Role.SpinBox,
    Role.Slider,
    Role.List,
    Role.ListItem,
    Role.Table,
    Role.Tree,
    Role.MenuItem,
    Role.PageTab,
    Role.PageTabList,
    Role.Link,
    Role.Chart,
    Role.ProgressBar,
}
_READ = {Role.StaticText, Role.Cell, Role.ColumnHeader, Role.RowHeader}
"""What takes the keyboard only to be read or copied: its text is its name, and may be empty."""
_MOST_CELLS = 50


def walk(node: QAccessibleInterface | None) -> Iterator[QAccessibleInterface]:
    """A node and all below it, as far as they can be seen; of long tables and lists the first entries."""
    if node is None or not node.isValid() or node.state().invisible:
        return
    yield node
    is_long = node.role() in (Role.Table, Role.List, Role.Tree)
    for i in range(min(node.childCount(), _MOST_CELLS) if is_long else node.childCount()):
        yield from walk(node.child(i))


def nameless(root: QAccessibleInterface) -> list[str]:
    """What can be operated and has no name, or is named by its value; described for who must mend it."""
    found = []
    for node in walk(root):
        if not _can_be_operated(node):
            continue
        name, value = node.text(Text.Name).strip(), node.text(Text.Value).strip()
        if not name or name == value:
            thing = node.object()
            place = f"{type(thing).__name__} “{thing.objectName()}”" if thing is not None else "part of a view"
            found.append(f"{node.role().name} {place}, name “{name}”, value “{value[:30]}”")
    return found


def _can_be_operated(node: QAccessibleInterface) -> bool:
    if node.role() is Role.PageTabList:
        # Qt names it by the tab in front; without tabs there is nothing to operate
        return any(node.child(i).role() is Role.PageTab for i in range(node.childCount()))
    thing = node.object()
    place = thing.parent() if thing is not None else None
    if isinstance(place, QAbstractScrollArea) and place.viewport() is thing:
        # it hands the keyboard on to the view whose inside it is
        return False
    return node.role() in OPERATED or (bool(node.state().focusable) and node.role() not in _READ)
