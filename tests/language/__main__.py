"""For translators: ``python -m tests.language extract FILE.pot``, ``update LANGUAGE``, or ``compile``.

``update`` makes or renews ``resources/languages/LANGUAGE/LC_MESSAGES/nnstudio.po``, which any editor of gettext's files
opens; ``compile`` makes of each what the program reads. ``NNSTUDIO_LANGUAGES=DIR`` names another folder.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from nnstudio.language.choice import DOMAIN, catalogues
from tests.language.gathering import gather, template


def main(argv: list[str]) -> int:
    match argv:
        case ["extract", name]:
            Path(name).write_bytes(template())
        case ["update", language]:
            _update(language)
        case ["compile"]:
            for path in sorted(catalogues().glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
                with path.open("rb") as file, path.with_suffix(".mo").open("wb") as compiled:
                    write_mo(compiled, read_po(file))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


def _update(language: str) -> None:
    path = catalogues() / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    catalog.update(gather())
    with path.open("wb") as file:
        write_po(file, catalog, width=100, ignore_obsolete=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
