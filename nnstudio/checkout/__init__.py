"""The door of a checkout: what is missing is installed into ``.venv`` before the program, or its tests, start there.

Nothing but Python's own library is used here, since nothing else may be installed yet.
"""
