"""What a student predicts before an experiment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nnplay.i18n import translated


@translated("question", "why")
@dataclass(frozen=True)
class Prediction:
    """A question whose answer the page shows once the student has chosen one.

    Args:
        name: Its name among the predictions of its lesson, which `nnplay.lessons` lists.
        question: What will happen?
        options: The answers to choose from, in English, which is what is kept; translated where they are shown.
        answer: Place of the right one.
        why: The reason, and what to look at on the page.
        shows: Values that controls of the page take when an answer is chosen, by their keys, so that the student
            sees what happens.
    """

    name: str
    question: str
    options: Sequence[str]
    answer: int
    why: str
    shows: Mapping[str, Any] = field(default_factory=dict)
