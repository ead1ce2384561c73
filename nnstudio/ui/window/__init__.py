"""The main window, and what belongs to it alone: menus, transport, notices, diagnosis."""
