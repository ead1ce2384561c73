"""``python3 -m nnstudio``; this file is plain enough for an old Python to read and say so."""

import os
import sys

if sys.version_info < (3, 11):
    sys.exit("NN Studio needs Python 3.11 or later; %s is Python %d.%d." % ((sys.executable,) + sys.version_info[:2]))

if __name__ == "__main__":
    # Python looks for modules in the working folder first; what lies there, such as somebody's torch.py, is not ours
    if sys.path and os.path.realpath(sys.path[0]) == os.path.realpath(""):
        del sys.path[0]

    from nnstudio.checkout.door import enter

    enter("nnstudio", sys.argv[1:])

    from nnstudio.cli import main

    sys.exit(main())
