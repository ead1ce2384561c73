"""`python3 .dev open`, `test` or `check`: this file is plain enough for an old Python to read and say so."""

import sys

if sys.version_info < (3, 11):
    sys.exit("NN Studio needs Python 3.11 or later; %s is Python %d.%d." % ((sys.executable,) + sys.version_info[:2]))

from commands import main

sys.exit(main(sys.argv[1:]))
