"""How names are written where they stand alone."""


def class_title(name: str) -> str:
    """A class's name; one that is but a number is told to be a class."""
    return f"class {name}" if name.isdigit() else name
