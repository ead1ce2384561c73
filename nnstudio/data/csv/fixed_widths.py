"""Tables whose columns begin at the same place in every line, as programs print them; names in them may have blanks."""

from collections.abc import Sequence

from nnstudio.data.csv.records import Dialect, cut

_LOOKED_AT = 200


def fixed_dialect(lines: Sequence[str]) -> Dialect:
    """Columns between the places at which every line has a blank; one alone where there are none such.

    The first line must have something in each column: a blank at one place may come about by chance in few lines.
    """
    texts = [line.rstrip() for line in lines if line.strip()][:_LOOKED_AT]
    if not texts or any("\t" in text for text in texts):
        return Dialect("fixed", quotes="none", starts=(0,))
    width = max(map(len, texts))
    is_blank = [all(text[place : place + 1] in ("", " ") for text in texts) for place in range(width)]
    starts = tuple(place for place in range(width) if not is_blank[place] and (place == 0 or is_blank[place - 1]))
    if not all(cut(texts[0], starts)):
        starts = starts[:1]
    return Dialect("fixed", quotes="none", starts=(0, *starts[1:]))
