"""Texts that are made by rules, how they become numbers, and files of one's own."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from nnplay.datasets import load_dataset
from nnplay.datasets.kinds.number_words import LANGUAGES, all_words, spelled
from nnplay.datasets.kinds.own_text import MAX_CLASSES, own_text
from nnplay.datasets.kinds.sentences import ANIMALS, all_sentences
from nnplay.datasets.preprocessing.text import TextReading, tokens, vocabulary
from nnplay.datasets.store import data_files, uploads
from nnplay.errors import DataError
from nnplay.models.shapes import trace
from nnplay.spec import DatasetSpec
from nnplay.suggestion import suggested_experiment

BY_HAND = {
    "Dutch": {21: "eenentwintig", 22: "tweeëntwintig", 33: "drieëndertig", 48: "achtenveertig", 80: "tachtig"},
    "English": {13: "thirteen", 20: "twenty", 42: "forty-two", 99: "ninety-nine"},
    "French": {
        21: "vingt et un", 22: "vingt-deux", 70: "soixante-dix", 71: "soixante et onze", 77: "soixante-dix-sept",
        80: "quatre-vingts", 81: "quatre-vingt-un", 90: "quatre-vingt-dix", 91: "quatre-vingt-onze",
        99: "quatre-vingt-dix-neuf",
    },
    "German": {1: "eins", 17: "siebzehn", 21: "einundzwanzig", 66: "sechsundsechzig", 77: "siebenundsiebzig"},
    "Italian": {21: "ventuno", 23: "ventitré", 28: "ventotto", 35: "trentacinque", 81: "ottantuno", 90: "novanta"},
    "Spanish": {16: "dieciséis", 22: "veintidós", 30: "treinta", 31: "treinta y uno", 99: "noventa y nueve"},
}  # fmt: skip
"""From dictionaries; those where a language's rules change."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_spelled_as_in_dictionaries_and_none_twice(language: str) -> None:
    for number, word in BY_HAND[language].items():
        assert spelled(number, language) == word
    words = [spelled(number, language) for number in range(1, 100)]
    assert len(set(words)) == 99
    assert len(all_words()[0]) == 99 * len(LANGUAGES)


def test_every_set_of_words_has_both_answers_equally_often() -> None:
    sentences, labels = all_sentences()
    answers: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for sentence, label in zip(sentences, labels, strict=True):
        words = sentence.split()
        answers[tuple(sorted(words))][ANIMALS[label]] += 1
        active = "by" not in words
        animals = [word for word in words if word in ANIMALS]
        assert ANIMALS[label] == animals[0 if active else -1]
    assert len(set(sentences)) == len(sentences)
    for bag, found in answers.items():
        assert set(found) == {word for word in bag if word in ANIMALS}
        assert len(set(found.values())) == 1


def test_texts_become_numbers_filled_up_in_front_and_cut_at_the_end() -> None:
    reading = TextReading(vocabulary(["the dog", "the cat!"], "words", 100), "words", 4)
    assert reading.symbols == ("·", "�", "the", "!", "cat", "dog")  # the most frequent first, then by alphabet
    codes = reading.codes(["The  CAT", "dog! the dog the cat", "a dog", ""])
    assert codes.tolist() == [[0, 0, 2, 4], [5, 3, 2, 5], [0, 0, 1, 5], [0, 0, 0, 0]]
    assert reading.texts(codes[:2]) == ["the cat", "dog ! the dog"]
    assert reading.shown(codes[2]) == ["·", "·", "�", "dog"]
    assert reading.left_out("a dog the cat the end") == (["a"], 2)
    assert tokens("Don’t stop, 3 × 4!", "words") == ["don’t", "stop", ",", "3", "×", "4", "!"]
    assert tokens("e\u0301 A", "letters") == ["é", " ", "a"]  # two signs that make one letter
    few = vocabulary(["aab"], "letters", 3)
    assert few == ("·", "�", "a")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(data_files.CACHE_FOLDER, str(tmp_path))


def brought(content: str, **options: object) -> DatasetSpec:
    return DatasetSpec("texts", {"file": uploads.keep(content.encode()), **options})


REVIEWS = "review;stars\n" + "".join(
    f"{'good' if good else 'bad'} film number {place};{'up' if good else 'down'}\n"
    for place in range(20)
    for good in (True, False)
)


def test_a_file_of_ones_own_is_read_and_its_columns_are_found(store: None) -> None:
    spec = brought(REVIEWS)
    found = own_text(spec.options)
    assert (found.text_column, found.class_column, found.class_names) == ("review", "stars", ("down", "up"))
    data = load_dataset(spec)
    assert data.task == "binary"
    assert data.preprocess.text
    assert data.preprocess.text.texts(data.source["training"][:1])[0].split()[1:3] == ["film", "number"]
    suggested = suggested_experiment(spec)
    assert trace(suggested).error is None
    letters = own_text(brought(REVIEWS, unit="letters").options)
    assert {len(symbol) for symbol in letters.reading.symbols} == {1}
    with pytest.raises(DataError, match="“review” has 40 different values"):
        own_text(brought(REVIEWS, text_column="stars").options)


@pytest.mark.parametrize(
    ("content", "options", "why"),
    [
        ("text\nhello\nworld\n", {}, "has only one column. Two are needed"),
        ("text,kind\nhello,a\nworld,a\n", {}, "“kind” has only one class"),
        ("text,kind\n" + "".join(f"hello {n},{n}\n" for n in range(30)), {}, f"Between 2 and {MAX_CLASSES} classes"),
        ("text,kind\nhello,a\nworld,b\n", {"target": "sort"}, "has no column “sort”. It has “text” and “kind”"),
        ("text,kind\nhello,a\nworld,b\n", {"text_column": "kind", "target": "kind"}, "cannot both be in the column"),
    ],
)
def test_what_cannot_be_read_is_said_plainly(store: None, content: str, options: dict[str, str], why: str) -> None:
    spec = brought(content, **options)
    assert why in spec.kind.signature(spec.options).problem
    with pytest.raises(DataError, match=why.split("“")[0].strip() or "column"):
        load_dataset(spec)


def test_new_texts_go_the_same_way_and_a_table_of_them_too() -> None:
    import pandas as pd

    preprocess = load_dataset(DatasetSpec("sentences")).preprocess
    assert preprocess.text
    rows = pd.DataFrame({"text": ["the dog sees the cat", "a dog sees the cat", None]})
    raw = preprocess.raw_rows(rows)
    np.testing.assert_array_equal(raw[0], preprocess.text.codes(["the dog sees the cat"])[0])
    assert preprocess.unknown(rows) == {"text": ["a"]}
    assert not raw[2].any()
    with pytest.raises(DataError, match="lack the column “text”"):
        preprocess.raw_rows(pd.DataFrame({"a": ["x"], "b": ["y"]}))
