"""Texts that come with nnplay: they are made by rules when they are needed, so that nothing is downloaded."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnplay.datasets.base import SPLIT_SEED, STRATIFY, TEST_SIZE, VALIDATION_SIZE, DatasetKind, Raw
from nnplay.datasets.kinds.number_words import LANGUAGES, all_words
from nnplay.datasets.kinds.sentences import ANIMALS, all_sentences
from nnplay.datasets.preprocessing.text import TextReading, Unit, tokens, vocabulary
from nnplay.datasets.signature import Signature
from nnplay.i18n import N_
from nnplay.registry import DATASETS
from nnplay.tasks import Task

Texts = Callable[[], tuple[list[str], list[int]]]


def text_signature(reading: TextReading, class_names: tuple[str, ...], target: str) -> Signature:
    """What a network on texts must fit."""
    task: Task = "binary" if len(class_names) == 2 else "multiclass"
    return Signature((reading.length,), task, class_names, target_name=target, symbols=len(reading.symbols))


def _register(
    name: str, help: str, unit: Unit, make: Texts, classes: tuple[str, ...], target: str, label: str, source: str
) -> None:
    @functools.cache
    def reading() -> TextReading:
        texts = make()[0]
        longest = max(len(tokens(text, unit)) for text in texts)
        return TextReading(vocabulary(texts, unit, 1000), unit, longest)

    def load(options: Mapping[str, Any]) -> Raw:
        texts, labels = make()
        return Raw(reading().codes(texts), np.array(labels))

    DATASETS.register(
        DatasetKind(
            name,
            help,
            label=label,
            params=(TEST_SIZE, VALIDATION_SIZE, STRATIFY, SPLIT_SEED),
            family="text",
            source=source,
            signature=lambda options: text_signature(reading(), classes, target),
            load=load,
            text=lambda options: reading(),
        )
    )


_register(
    "number_words",
    N_(
        "Which language is it? The numbers from 1 to 99 as words, letter by letter: *siebenundzwanzig*, "
        "*twenty-seven*, *vingt-sept*. A few short words belong to two languages, so nobody can get them all right."
    ),
    "letters",
    all_words,
    LANGUAGES,
    N_("language"),
    N_("Number words"),
    N_("made by each language's counting rules"),
)
_register(
    "sentences",
    N_(
        "Who does it? *The dog chases the cat* and *the cat chases the dog* have the same words and different "
        "answers, and *the dog is chased by the cat* turns it around again. Only the order tells."
    ),
    "words",
    all_sentences,
    ANIMALS,
    N_("who"),
    N_("Sentences"),
    N_("made by nnplay, all sentences that its few words allow"),
)
