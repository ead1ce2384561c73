"""Finding a text by a few of its letters, in their order."""

import re


def closeness(typed: str, text: str) -> float | None:
    """How well `text` fits what is typed: the larger the better, None if it does not fit.

    Each word that is typed must be there: best at the beginning of a word, else within one, else letter by letter
    with others in between, as ``lyr sp`` for "Layer space".
    """
    total = 0.0
    text = text.casefold()
    for word in typed.casefold().split():
        found = _word_in(word, text)
        if found is None:
            return None
        total += found
    return total


def _word_in(word: str, text: str) -> float | None:
    starts = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(word)}", text)]
    if starts:
        return 3.0 - starts[0] / (len(text) + 1)
    if word in text:
        return 2.0 - text.index(word) / (len(text) + 1)
    at, first = -1, -1
    for letter in word:
        at = text.find(letter, at + 1)
        if at < 0:
            return None
        first = at if first < 0 else first
    return len(word) / (at - first + 1)
