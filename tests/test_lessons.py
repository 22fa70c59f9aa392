"""The path: one list gives every lesson its number, and each has all that a lesson needs."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from nnplay import i18n
from nnplay.errors import SpecError
from nnplay.glossary import GLOSSARY, linked, term_of, terms_of
from nnplay.lessons import PATH, Lesson, lesson, lessons, neighbours
from nnplay.ui.lessons.experiments import PREDICTIONS
from nnplay.ui.lessons.layout import variant
from nnplay.ui.lessons.points import TOOL
from tests.catalogues import OTHERS, read
from tests.shouting import Shouting

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "nnplay" / "ui" / "lessons"


def test_a_number_is_a_place_and_a_lesson_needs_only_earlier_ones() -> None:
    names = [one.name for one in lessons()]
    assert len(set(names)) == len(names)
    assert [one.number for one in lessons()] == list(range(1, len(names) + 1))
    for one in lessons():
        assert all(lesson(name).number < one.number for name in one.needs), one.name


@pytest.mark.parametrize("one", lessons(), ids=lambda one: one.name)
def test_a_lesson_has_its_page_and_what_it_computes_is_tested(one: Lesson) -> None:
    assert "show" in functions(PAGES / f"{one.name}.py")
    if (ROOT / "nnplay" / "theory" / f"{one.name}.py").is_file():
        assert (ROOT / "tests" / "theory" / f"test_{one.name}.py").is_file()


def test_a_lesson_lists_the_predictions_that_it_asks_for() -> None:
    assert {one.name: one.predictions for one in lessons() if one.predictions} == {
        slug: tuple(each.name for each in found) for slug, found in PREDICTIONS.items()
    }
    for found in PREDICTIONS.values():
        for each in found:
            assert 0 <= each.answer < len(each.options) == len(set(each.options))


def test_every_term_of_the_glossary_is_used_in_its_lesson_and_declared_once() -> None:
    names = [term.name.lower() for term in GLOSSARY]
    words = [*names, *(word.lower() for term in GLOSSARY for word in term.also)]
    assert len(set(words)) == len(words)
    for one in lessons():
        assert terms_of(one.name), f"{one.name} introduces no term"
    for term in GLOSSARY:
        sources = list(PAGES.glob(f"{lesson(term.lesson).name}*.py"))
        sources += [ROOT / "nnplay" / "theory" / f"{term.lesson}_steps.py"]
        text = " ".join(path.read_text(encoding="utf-8") for path in sources if path.is_file())
        plain = re.sub(r'"\s*\n\s*f?"', "", text).replace("*", "").lower()
        assert term.name.lower() in plain, f"{term.name} does not occur in {term.lesson}"


def test_bold_terms_lead_to_the_glossary_with_what_they_mean() -> None:
    meaning = {term.name: term.meaning for term in GLOSSARY}
    assert linked("A **filter** has **four** **kernels**.") == (
        f'A [**filter**](glossary?term=filter "{meaning["filter"]}") has **four** '
        f'[**kernels**](glossary?term=kernel "{meaning["kernel"]}").'
    )
    assert linked("**Class weights** and the **MSE**").count("](glossary?term=") == 2
    assert "term=class%20weights" in linked("**Class weights**")
    assert linked("two **strong** words, ** no term **") == "two **strong** words, ** no term **"
    assert term_of("derivatives") is term_of("slope")


@pytest.mark.parametrize(
    ("code", "words", "key"),
    [
        ("de", {"Gewicht": "weight", "Schicht": "layer"}, ("Gewichte", "Schichten", "Gewichts")),
        ("de", {"verdeckte Schicht": "hidden layer"}, ("verdeckten Schichten", "Verdeckte Schicht")),
        ("es", {"peso": "weight", "red": "model"}, ("pesos", "redes", "Peso")),
        ("es", {"capa oculta": "hidden layer"}, ("capas ocultas", "Capa oculta")),
    ],
)
def test_bold_terms_lead_to_the_glossary_in_other_languages(
    monkeypatch: pytest.MonkeyPatch, code: str, words: dict[str, str], key: tuple[str, ...]
) -> None:
    other = {english: word for word, english in words.items()}

    class Catalogue(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return other.get(message, message)

    monkeypatch.setattr(i18n, "_catalogue", lambda code: Catalogue())
    with i18n.using(code):
        for word in key:
            term = term_of(word)
            assert term, word
            assert term.key in words.values()
            # The link holds in every language; students meet the English word as well.
            assert f"](glossary?term={quote(term.key)} " in linked(f"**{word}**")
            assert term_of(term.key) is term
        assert term_of("Wort") is None


@pytest.mark.parametrize("code", OTHERS)
def test_the_glossary_has_the_words_of_the_translated_lessons(code: str) -> None:
    lost = []
    for message in read(code):
        if isinstance(message.id, str) and any("lessons/" in place for place, _ in message.locations):
            terms = bold_terms(message.id)
            with i18n.using(code):
                lost += [(key, message.string) for key in terms - bold_terms(str(message.string))]
    assert lost == []


def bold_terms(text: str) -> set[str]:
    """Keys of the terms that are bold in a text of the language at hand."""
    return {term.key for word in re.findall(r"\*\*([^*]+)\*\*", text) if (term := term_of(word))}


def functions(path: Path) -> set[str]:
    """Names of the functions that a file declares."""
    return {node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)}


def test_no_page_is_left_out_of_the_path() -> None:
    shown = {path.stem for path in PAGES.glob("*.py") if "show" in functions(path)}
    assert shown == {one.name for one in lessons()}


def test_the_neighbours_are_those_on_the_path() -> None:
    first, second, *_ = lessons()
    *_, last = lessons()
    assert neighbours(first.name) == (None, second)
    assert neighbours(second.name)[0] == first
    assert neighbours(last.name)[1] is None


def test_another_order_gives_other_numbers_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    part, *_ = PATH
    first, *rest = PATH[part]
    monkeypatch.setitem(PATH, part, (*rest, first))
    moved = lesson(first.name)
    assert (moved.number, moved.reference) == (len(rest) + 1, f"lesson {len(rest) + 1}")
    assert moved.heading == f"{len(rest) + 1}. {first.title}"
    assert neighbours(rest[0].name) == (None, rest[1])


def test_a_lesson_that_is_not_there_gets_a_sentence() -> None:
    with pytest.raises(SpecError, match=r"no lesson 'convolutoin'\. Did you mean 'convolution'"):
        lesson("convolutoin")


def test_nobody_writes_a_lessons_number_down() -> None:
    written = re.compile(r"\blessons?[ _-]\d|\b(ten|eleven|twelve|\w+teen|twenty) lessons\b", re.IGNORECASE)
    files = [path for place in ("nnplay/**/*.py", "pages/*.py", "tests/**/*.py", "*.md") for path in ROOT.glob(place)]
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in files
        if path != Path(__file__)
        for line in path.read_text(encoding="utf-8").splitlines()
        if written.search(line)
    ]
    assert found == []


def test_what_a_session_keeps_of_a_prediction_is_the_same_in_all_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_catalogue", lambda code: Shouting())
    one = PREDICTIONS["neuron"][0]
    options, question = tuple(one.options), one.question
    with i18n.using("de"):
        assert tuple(one.options) == options
        assert one.question == question.upper()
        assert lesson("neuron").title == "A NEURON"


def test_a_variant_of_a_declaration_is_kept_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_catalogue", lambda code: Shouting())
    with i18n.using("de"):
        changed = variant(TOOL, default="move")
        assert (changed.default, changed.label) == ("move", "A CLICK ON THE FIGURE")
    assert (changed.label, changed.help) == (TOOL.label, TOOL.help)
