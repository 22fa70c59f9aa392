"""Texts of scripts: each is declared in Python, and each that is declared is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nnplay.i18n import LANGUAGES, using
from nnplay.ui.common import script_texts
from nnplay.ui.common.script_texts import COMPONENTS
from tests.texts import texts

UI = Path(script_texts.__file__).parents[2]

FOLDERS = {"network": "network", "figures": "plane_points", "keyboard": "keyboard"}

SCRIPTS = sorted(UI.rglob("*.js"))

CODE = re.compile(r"\[|\*|^\(|\w\(|\.[a-z]|^[a-z]+, [a-z]+|^screen and")
"""What only selectors and style sheets have."""

BUILT = {f"{name}_is" for name in ("bias", "weight", "scale", "shift", "moving_mean", "moving_variance")}
"""Names that a script puts together."""


@pytest.mark.parametrize("component", COMPONENTS)
def test_scripts_say_what_python_declares(component: str) -> None:
    declared = set(COMPONENTS[component]()) - BUILT
    source = "\n".join(path.read_text("utf-8") for path in (UI / "common" / FOLDERS[component]).glob("*.js"))
    said = set(re.findall(r"\b(?:say|label|told)\(\"(\w+)\"", source))
    assert said <= declared
    quoted = set(re.findall(r"\"(\w+)\"", source)) | set(re.findall(r"\b(?:tell|sentences)\(\"(\w+)\"", source))
    assert declared - quoted == set()


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_text_has_the_same_fields_in_all_languages(component: str) -> None:
    def fields(text: str | tuple[str, str]) -> list[set[str]]:
        return [set(re.findall(r"\{(\w+)\}", one)) for one in ([text] if isinstance(text, str) else text)]

    english = {name: fields(text) for name, text in COMPONENTS[component]().items()}
    for code in LANGUAGES:
        with using(code):
            assert {name: fields(text) for name, text in COMPONENTS[component]().items()} == english


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_script_has_no_words_of_its_own(path: Path) -> None:
    # Errors that nobody sees, and what Plotly shows where there is no title.
    unseen = {"nothing is served", "not served", "not read", "Click to enter"}
    found = [text for _, text in texts(path) if re.search(r"[a-z]{3}", text) and not CODE.search(text)]
    assert [text for text in found if text not in unseen] == []


def test_the_address_names_the_language_and_its_file_holds_the_texts() -> None:
    addresses = {}
    for code in LANGUAGES:
        with using(code):
            addresses[code] = script_texts.address()
            folder = Path(script_texts._folder(code).name)
        held = (folder / script_texts.FILE).read_text("utf-8")
        assert f'take("{code}", ' in held
        assert '"pause": ' in held
    assert len(set(addresses.values())) == len(LANGUAGES)
    assert all("component/" in one and one.endswith("/texts.js") for one in addresses.values())
