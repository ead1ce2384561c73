"""What went wrong and nobody expected: kept in a file, and told at once. Standard library alone; no Qt."""

import logging

# without a log, nothing is printed: commands answer in one line
logging.getLogger("nnstudio").addHandler(logging.NullHandler())
