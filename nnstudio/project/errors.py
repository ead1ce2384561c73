"""What can be wrong with a project. The message is always one sentence that names the place and the remedy."""


class ProjectError(Exception):
    """The project can't be used."""


class InvalidProjectError(ProjectError):
    """What was read is not a sound project."""


class TooNewProjectError(ProjectError):
    """The file was written by a later version of the studio."""


class OutsideFileError(InvalidProjectError):
    """The project's data file lies outside its folder, and nobody has agreed to that."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.path = path
        """The data file's, absolute."""
