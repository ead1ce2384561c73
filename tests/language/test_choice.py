"""Which language is chosen, and that a catalogue of anybody's is spoken by the command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from nnstudio.language.choice import choose
from nnstudio.project.kept_language import keep_language, kept_language
from nnstudio.project.portable import use_portable_folder


@pytest.mark.parametrize(
    ("wish", "is_spoken"),
    [
        ("de", "de"),
        ("de_AT.UTF-8", "de"),
        ("pt-BR", "pt_BR"),
        ("pt_PT@euro", "en"),
        ("C", "en"),
        ("", "en"),
        ("xx-long", "xx-long"),
    ],
)
def test_that_the_nearest_language_is_chosen_and_else_english(wish, is_spoken):
    assert choose(wish, ("en", "de", "pt_BR", "xx-long")) == is_spoken


@pytest.fixture
def catalogues(tmp_path: Path) -> Path:
    """A folder with a small catalogue whose numbers have a comma and whose plurals have three forms."""
    catalog = Catalog(locale="pl")
    catalog.add("nothing is expected", "nic")
    catalog.add(("{n:,} row", "{n:,} rows"), ("{n:,} wiersz", "{n:,} wiersze", "{n:,} wierszy"))
    catalog.add("{share:.1f} of them", "{share:.1f} z nich")
    catalog.add(".", ",", context="the decimal sign")
    catalog.add(",", "\xa0", context="between thousands")
    folder = tmp_path / "pl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "nnstudio.mo").open("wb") as file:
        write_mo(file, catalog)
    return tmp_path


def _said(code: str, **environment: str) -> list[str]:
    result = subprocess.run(
        [sys.executable, "-c", f"from nnstudio.language import _, chosen, ngettext, local_number\n{code}"],
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


_SAY = """
print(chosen(), _("nothing is expected"), _("this is not there"))
print(*(ngettext("{n:,} row", "{n:,} rows", n).format(n=n) for n in (1, 3, 12000)), sep="|")
print(_("{share:.1f} of them").format(share=0.5), local_number(1234.5, ",.2f"))
"""


def test_that_texts_plurals_and_numbers_are_of_the_chosen_catalogue(catalogues):
    said = _said(_SAY, NNSTUDIO_LANGUAGE="pl_PL.UTF-8", NNSTUDIO_LANGUAGES=str(catalogues))
    assert said == ["pl nic this is not there", "1 wiersz|3 wiersze|12\xa0000 wierszy", "0,5 z nich 1\xa0234,50"]


def test_that_without_a_catalogue_all_is_english(catalogues):
    said = _said(_SAY, NNSTUDIO_LANGUAGE="fr", NNSTUDIO_LANGUAGES=str(catalogues))
    assert said == [
        "en nothing is expected this is not there",
        "1 row|3 rows|12,000 rows",
        "0.5 of them 1,234.50",
    ]


def test_that_what_the_window_has_kept_holds_for_the_command(catalogues, tmp_path, monkeypatch):
    monkeypatch.setenv("NNSTUDIO_PORTABLE", "")
    for variable in ("TORCHINDUCTOR_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, "")
    use_portable_folder(tmp_path / "own")
    assert kept_language() == ""
    keep_language("pl")
    assert kept_language() == "pl"
    say = "from nnstudio.cli.command import heed_kept_language\nheed_kept_language()\nprint(chosen())"
    for said_first, is_spoken in (("", "pl"), ("en", "en")):
        environment = {"NNSTUDIO_LANGUAGE": said_first, "NNSTUDIO_LANGUAGES": str(catalogues)}
        assert _said(say, **environment) == [is_spoken]
