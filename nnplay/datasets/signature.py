"""What a network must fit, known before any data is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nnplay.i18n import N_
from nnplay.tasks import Task

Family = Literal["plane", "line", "table", "image", "text"]
Part = Literal["training", "validation", "test"]

PART_NAMES: Mapping[Part, str] = {"training": N_("training"), "validation": N_("validation"), "test": N_("test")}
"""What pages call the parts, within a sentence."""

PART_TITLES: Mapping[Part, str] = {"training": N_("Training"), "validation": N_("Validation"), "test": N_("Test")}
"""The same standing alone."""


@dataclass(frozen=True)
class Signature:
    """What a network must fit, known before any data is loaded.

    Args:
        input_shape: Shape of one example, without the batch axis.
        task: What is predicted.
        class_names: One name per class; empty for regression.
        feature_names: One name per input number; empty for images and texts.
        target_name: What the prediction is called.
        symbols: Of a text, how many different symbols its inputs count; 0 for numbers that mean amounts.
        light: Whether the numbers of gray images are light, as in photographs, so that 0 is black; else they are ink on
            paper, and 0 is white. It says how they are drawn, and nothing of what a network can take.
        problem: Why these data cannot be had, as a sentence; all else then only keeps pages standing.
    """

    input_shape: tuple[int, ...]
    task: Task
    class_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    target_name: str = "class"
    problem: str = ""
    symbols: int = 0
    light: bool = field(default=False, compare=False)
