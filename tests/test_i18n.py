"""Texts in another language: fields, plurals, numbers and dates, and catalogues that hold what the code says."""

from __future__ import annotations

import ast
import itertools
import json
import pickle
import re
import string
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from nnplay import errors, i18n
from nnplay.errors import NnplayError, SpecError
from nnplay.i18n import ENGLISH, LANGUAGES, N_, plural, tr, translated, using
from nnplay.training.events import FilmEnded, Finished
from nnplay.training.history import History
from tests.catalogues import OTHERS, as_file, missing, path_of, read, texts, updated
from tests.shouting import Shouting

ROOT = Path(__file__).parents[1]


@pytest.fixture
def shouting(monkeypatch: pytest.MonkeyPatch) -> None:
    """German shouts in English."""
    monkeypatch.setattr(i18n, "_catalogue", lambda code: Shouting())


def test_english_stands_in_the_code() -> None:
    assert tr("Epoch {epoch} of {epochs:,}", epoch=3, epochs=1200) == "Epoch 3 of 1,200"
    assert tr("Braces {stay} without values") == "Braces {stay} without values"
    assert [plural("{n} layer", "{n:,} layers", n) for n in (0, 1, 2500)] == ["0 layers", "1 layer", "2,500 layers"]


@pytest.mark.usefixtures("shouting")
def test_a_text_is_looked_up_before_its_fields_are_filled() -> None:
    with using("de"):
        assert tr("hello {name}", name="Ada") == "HELLO Ada"
        assert plural("{n} layer", "{n} layers", 1) == "1 LAYER"
        assert plural("{n} layer of {total}", "{n} layers of {total}", 2, total=3) == "2 LAYERS OF 3"
    assert tr("hello {name}", name="Ada") == "hello Ada"


@pytest.mark.usefixtures("shouting")
def test_numbers_are_written_as_the_language_writes_them() -> None:
    with using("de"):
        assert (
            tr("{share:.1%} of {count:,}; {rate}", share=0.9125, count=12345, rate=0.5) == "91,2\u00a0% OF 12.345; 0,5"
        )
        assert tr("{version}", version="3.11") == "3.11"  # a text is left alone
        assert tr("{on}", on=True) == "True"
        assert i18n.number(1234.5, ",.2f") == "1.234,50"
    assert i18n.number(1234.5, ",.2f") == "1,234.50"


def test_dates_and_lists_are_written_as_the_language_writes_them() -> None:
    moment = datetime(2026, 3, 4, 15, 6)
    with using("de"):
        assert i18n.date(moment) == "4 März, 15:06"
        assert i18n.day(moment) == "4. März"
        assert i18n.joined(["a", "b", "c"]) == "a, b und c"
    with using("es"):
        assert i18n.date(moment, "d 'de' MMMM") == i18n.day(moment) == "4 de marzo"
    assert i18n.day(moment) == "March 4"
    assert i18n.joined(["a", "b", "c"], last="or") == "a, b, or c"


@pytest.mark.usefixtures("shouting")
def test_a_language_holds_for_one_thread() -> None:
    heard: list[str] = []
    with using("de"):
        other = threading.Thread(target=lambda: heard.append(tr("hello")))
        other.start()
        other.join()
        assert tr("hello") == "HELLO"
    assert heard == ["hello"]


def test_what_was_said_where_no_language_is_known_is_said_again_in_the_readers() -> None:
    limit = tr("{count:,} of {most}", count=1200, most=plural("{n} layer", "{n:,} layers", 2500))
    listed = tr("{names}; {share}", names=i18n.joined(["a", tr("b")]), share=i18n.number(0.5, ".2f"))
    said = i18n.sentences(tr("hello"), "", limit, listed, "plain")
    assert said == "hello 1,200 of 2,500 layers a and b; 0.50 plain"
    sent = pickle.loads(pickle.dumps(said))
    assert sent == said
    assert json.dumps(sent) == json.dumps(str(said))
    with using("en"):
        assert tr(sent) == said
        assert type(tr(sent)) is str


@pytest.mark.usefixtures("shouting")
def test_a_text_of_the_engine_is_translated_with_all_that_is_in_it() -> None:
    limit = tr("{count:,} of {most}", count=1200, most=plural("{n} layer", "{n:,} layers", 2500))
    sent = pickle.loads(pickle.dumps(i18n.sentences(tr("hello"), limit, i18n.number(0.5, ".2f"))))
    error = pickle.loads(pickle.dumps(SpecError(sent, ("layers", 1)).under("deep")))
    history = History()
    history.apply(FilmEnded(tr("the disk is full")))
    history.apply(Finished("limit", 0, {}, 1.0, message=sent))
    with using("de"):
        assert tr(sent) == error.message == "HELLO 1.200 OF 2.500 LAYERS 0,50"
        assert tr("because: {why}", why=error.message) == tr("because: {why}", why=sent)
        assert history.told == "HELLO 1.200 OF 2.500 LAYERS 0,50 THE DISK IS FULL"
    assert str(error) == "hello 1,200 of 2,500 layers 0.50"
    # What is kept is English, whoever was there when it came.
    assert history.to_dict()["message"] == "hello 1,200 of 2,500 layers 0.50 the disk is full"
    with using("de"):
        history.status = "running"
        history.apply(Finished("completed", 3, {}, 1.0))
    assert history.message == "All epochs are done. the disk is full"


SENTENCES = {"Failed", "FilmEnded", "Relocated"}
"""What tells a sentence to a student; errors of ours do so too."""


def test_what_the_engine_and_errors_say_is_marked_for_translation() -> None:
    ours = {one.__name__ for one in vars(errors).values() if isinstance(one, type) and issubclass(one, NnplayError)}
    wrong = []
    for path in set((ROOT / "nnplay").rglob("*.py")) - {ROOT / "nnplay" / "cli.py"}:  # a terminal, in English
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            first = node.args[0]
            parts = first.values if isinstance(first, ast.JoinedStr) else [first]
            words = [one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if node.func.id in ours | SENTENCES and re.search("[A-Za-z]{2} ", "".join(words)):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}: {''.join(words)}")
    assert wrong == []


@pytest.mark.usefixtures("shouting")
def test_a_declaration_is_read_in_the_language_at_hand() -> None:
    @translated("help")
    @dataclass(frozen=True)
    class Declared:
        name: str
        help: str = N_("what it does")

    one = Declared("dense")
    with using("de"):
        assert (one.name, one.help) == ("dense", "WHAT IT DOES")
        assert one == Declared("dense")
        copy = replace(one, name="conv")
        assert copy.help == "WHAT IT DOES"
    assert copy.help == "what it does"
    assert one.help == i18n.english(one, "help") == "what it does"
    assert Declared("dense", "x").help == "x"


def test_the_nearest_language_is_taken() -> None:
    assert [i18n.best([code]) for code in ("de-AT", "ES_mx", "de", "fr", "", "english")] == [
        "de",
        "es",
        "de",
        ENGLISH,
        ENGLISH,
        ENGLISH,
    ]
    assert i18n.best(["fr", "es"]) == "es"
    with pytest.raises(ValueError, match="'xx'"), using("xx"):
        pass


@pytest.fixture(scope="module")
def found() -> Catalog:
    """What the code says now."""
    return texts()


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_is_complete_and_up_to_date(code: str, found: Catalog) -> None:
    kept = read(code)
    assert missing(kept) == []
    # Whoever changes a text runs `python -m tests.catalogues` and translates what it names.
    assert {message.id for message in kept} == {message.id for message in found}
    assert path_of(code).read_bytes() == as_file(updated(code, found))


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_keeps_fields_formulas_and_marks(code: str) -> None:
    for message in read(code):
        if not message.id:
            continue
        ours = [message.id] if isinstance(message.id, str) else list(message.id)
        theirs = [message.string] if isinstance(message.string, str) else list(message.string or ())
        # A language may have more forms for numbers than English.
        for english, other in itertools.zip_longest(ours, theirs, fillvalue=ours[-1]):
            if _fields(english):
                assert set(_fields(other)) == set(_fields(english)), other
            for mark in ("$", "**"):
                assert other.count(mark) == english.count(mark), other
            assert re.findall(r":material/\w+:", other) == re.findall(r":material/\w+:", english), other
            assert (other[:1] == " ", other[-1:] == " ") == (english[:1] == " ", english[-1:] == " "), other


def _fields(text: str) -> list[tuple[str, str]]:
    """Names and formats of the fields of a template; none where the braces are a formula's."""
    try:
        fields = [(name, spec or "") for _, name, spec, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return []
    return fields if all(re.fullmatch(r"\w+", name) for name, _ in fields) else []


def test_nothing_cached_is_written_in_a_language() -> None:
    """What a cache keeps is read by everybody, whatever the language of the first."""
    wrong = []
    for path in (*(ROOT / "nnplay").rglob("*.py"), *(ROOT / "pages").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            cached = any(
                re.search(r"\b(lru_)?cache(_data|_resource|d_property)?\b", ast.unparse(one))
                for one in node.decorator_list
            )
            spoken = {ast.unparse(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)} & {"tr", "plural"}
            if cached and spoken and not any(isinstance(one, ast.Raise) for one in ast.walk(node)):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert wrong == []


def test_all_languages_have_names_and_a_locale() -> None:
    from babel import Locale

    assert {code: str(Locale.parse(code).get_display_name(code)).capitalize() for code in LANGUAGES} == LANGUAGES


SHOWN_FIRST = {
    *("button", "markdown", "caption", "title", "header", "subheader", "toggle", "checkbox", "radio", "selectbox"),
    *("multiselect", "slider", "select_slider", "number_input", "text_input", "text_area", "file_uploader"),
    *("download_button", "expander", "popover", "metric", "error", "warning", "info", "success", "toast", "spinner"),
    *("segmented_control", "pills", "link_button", "page_link", "dialog", "form_submit_button", "heading"),
}
"""Functions whose first argument a reader sees."""

SHOWN = {"label", "help", "placeholder", "title", "caption"}
"""Keywords that a reader sees."""


NO_TEXT = re.compile(
    r":material/\w*\s*:|:primary\[|<[^>]*>|\$[^$]*\$|`[^`]*`|&\w+;|pages/\S*\s?\.py"
    r"|^\{.*\}$|^Grad-CAM$|^NNPLAY\[…\]$",
    re.DOTALL,
)
"""Names and paths, icons, markup, formulas, code, an example of JSON."""


def _unmarked(tree: ast.AST) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        shown = [one.value for one in node.keywords if one.arg in SHOWN]
        shown += node.args[:1] if name in SHOWN_FIRST else []
        for one in shown:
            parts = [one] if isinstance(one, ast.Constant) else one.values if isinstance(one, ast.JoinedStr) else []
            words = " ".join(
                part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )
            if re.search(r"[A-Za-z]{2}", NO_TEXT.sub("", words)):
                found.append((one.lineno, words))
    return found


def test_what_a_reader_sees_is_marked_for_translation() -> None:
    wrong = []
    for path in (*(ROOT / "nnplay" / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        wrong += [f"{path.relative_to(ROOT)}:{line}: {text}" for line, text in _unmarked(tree)]
    assert wrong == []
