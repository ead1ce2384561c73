"""``python3 -m tests [ARGUMENTS]``: runs the tests; the arguments are pytest's. A checkout is set up first."""

import sys

if sys.version_info < (3, 11):
    sys.exit("NN Studio needs Python 3.11 or later; %s is Python %d.%d." % ((sys.executable,) + sys.version_info[:2]))

if __name__ == "__main__":
    import os

    from nnstudio.checkout.door import enter, stand_in_checkout
    from nnstudio.checkout.environment import Extra

    enter("tests", sys.argv[1:], Extra.TESTS)
    stand_in_checkout()

    import pytest

    # one process for each core, unless somebody wants to look closely
    shared = ["-n", str(max(1, min(4, os.cpu_count() or 1))), "--dist", "loadfile"]
    sys.exit(pytest.main(sys.argv[1:] or shared))
