"""The language of all that people read: texts by gettext, numbers by the same choice.

``from nnstudio.language import _, ngettext`` and then::

    _("Train")                                                     a text
    _("{name} is missing").format(name=name)                       a whole sentence with named places
    ngettext("{n:,} sample", "{n:,} samples", n).format(n=n)       one that counts
    pgettext("a curve", "linear")                                  a word that means different things

Only a literal is found by the tools that gather texts, so what stands in the brackets is never put together. The names
of PyTorch, of keys in files and of options of the command are no texts. The language is chosen when the first text is
asked for (`choice`), and stays: texts may stand in classes and tables. In English a text is given back as it is.

This package imports nothing of the floors, so that each of them may use it.
"""

from nnstudio.language.choice import ENGLISH, VARIABLE, chosen
from nnstudio.language.lists import all_of, one_of
from nnstudio.language.numbers import local, local_number
from nnstudio.language.texts import ngettext, pgettext
from nnstudio.language.texts import text as _

__all__ = ["ENGLISH", "VARIABLE", "_", "all_of", "chosen", "local", "local_number", "ngettext", "one_of", "pgettext"]
