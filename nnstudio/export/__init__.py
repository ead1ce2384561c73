"""A project or a run in forms that others read."""
