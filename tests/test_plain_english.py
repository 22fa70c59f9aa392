"""Texts that users meet are in plain American English: no phrase that a native reader would not say, one spelling."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.texts import files, main, texts

ROOT = Path(__file__).parents[1]

ODD = (
    r"does the (neuron|network) say",
    r"\bdo as well\.",
    r"raises e to each",
    r"by what it is wrong",
    r"may hold together",
    r"\blike (range|size)\b",
    r"start from chance",
    r"\bjust so many\b",
    r"if nothing is said",
    r"says to (the|each|its|one)\b",
    r"below which nobody",
    r"\bneed them not\b",
    r"goes its way",
    r"that cannot be\b[.:\"]",
    r"has learned goes\b",
    r"[Ff]rom which \w+ on\b",
    r"\bsurest\b",
    r"\bsurely wrong\b",
    r"\b[Ss]ays (much|more|most)\b",
    r"teach your hand",
    r"was whose neighbo",
    r"\bparts? (them|the classes)\b(?! of)",
    r"\bparted (by|in)\b",
    r"\bwants (an?|one|images|its)\b",
    r"[Oo]ther seeds",
    r"by chance\b",
    r"learning by heart",
    r"Numbers of the (curve|bar|dot|box)",
    r"in their order\b",
    r"\bmends? (both|it|a)\b",
    r"\bupwards\b|\bdownwards\b|\btowards\b",
    r"\bno digits\b",
    r"\bNumbers\b$",
    r"\bare at hand\b|\balways at hand\b",
    r"\bany more\b(?! \w)",
    r"\bas usual\b",
    r"\bplain areas?\b",
    r"(?<![Cc]omputer-)\bmade drawings\b",
    r"\bnew hand\b",
    r"(keeps|loses) (some of )?its look\b",
    r"\bfrom the first on\b",
    r"(?<!here )\bis no (number|date|duration|picture|digit|file|zip|[A-Z]+)\b",
    r"\btaken here\b|\b[Bb]ring (a|another) part\b",
    r"\b(broke|broken) off\b",
    r"\b(numbers|dates) of the training\b",
    r"\b[Cc]lick into\b",
    r"\b(earlier|newer) nnplay\b",
    r"\bon the (test|validation|training) part\b",
    r"\banew\.",
    r"\bBy its name\b",
    r"\b(read|unpacked) to its end\b",
    r"\bcan(no|')t leave as\b|\blicence",
)
"""What a reader found odd; each as it stood in a text."""

BRITISH = (
    r"\b\w*(colour|grey|neighbour|centre|favour|behaviour|labelled|modell)\w*"
    r"|\b\w+(alis|ardis|imis|oris)(e|es|ed|ing|ation)\b"
)
"""Spellings that are not American; scikit-learn's and CSS's own names are no texts."""

AMERICAN_ALIKE = re.compile(r"\b(otherwise|likewise|exercise\w*|promis\w*|compromis\w*|premis\w*|advertis\w*)\b", re.I)

PLACES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (ROOT / "nnplay", ROOT / "nnplay" / "ui")
    for path in folder.iterdir()
    if path.suffix == ".py" or ((path / "__init__.py").is_file() and path.name != "ui")
)
"""Files of nnplay, and its rooms."""


def odd(path: Path) -> list[str]:
    """The texts of a file that sound odd, each with what does."""
    found = []
    for line, text in texts(path):
        hits = [match.group(0) for pattern in ODD for match in re.finditer(pattern, text)]
        hits += [m.group(0) for m in re.finditer(BRITISH, text) if not AMERICAN_ALIKE.fullmatch(m.group(0))]
        found += [f"{path.relative_to(ROOT)}:{line}: {hit!r} in {text[:90]!r}" for hit in hits]
    return found


@pytest.mark.parametrize("place", [*PLACES, "pages", "app.py"])
def test_no_text_sounds_odd(place: str) -> None:
    path = ROOT / place
    found = files(path) if path.is_dir() else [path]
    assert [each for path in found for each in odd(path)] == []


def test_the_list_of_all_texts_has_those_of_python_and_of_the_browser(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    lines = [line.split("\t", 1) for line in capsys.readouterr().out.splitlines()]
    listed = {text: place for place, text in lines}
    assert listed["What training minimizes. 'auto' uses the usual loss for the task."].startswith("nnplay/spec.py:")
    assert listed["Position in the film"].startswith("nnplay/ui/common/script_texts/network.py:")
    assert not any(place.startswith("tests") for place in listed.values())


def test_an_odd_text_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.test_plain_english.ROOT", tmp_path)
    path = tmp_path / "page.py"
    path.write_text('"""No text: learning by heart."""\nst.info(f"{n} points in a grey colour, drawn by chance")\n')
    assert [each.split("'")[1] for each in odd(path)] == ["by chance", "grey", "colour"]
