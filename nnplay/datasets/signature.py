"""What a network must fit, known before any data is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from nnplay.i18n import N_, tr
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
        own: Whether the names are a student's own, which are the same in every language.
    """

    input_shape: tuple[int, ...]
    task: Task
    class_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    target_name: str = N_("class")
    problem: str = ""
    symbols: int = 0
    light: bool = field(default=False, compare=False)
    own: bool = field(default=False, compare=False)

    @property
    def shown(self) -> Signature:
        """The same with all names as `said` says them."""
        if self.own:
            return self
        classes, features = (tuple(map(self.said, names)) for names in (self.class_names, self.feature_names))
        return replace(self, class_names=classes, feature_names=features, target_name=self.said(self.target_name))

    def said(self, name: str) -> str:
        """A name of a class, an input, a column or one of its values in the reader's language.

        What is stored, exported and asked for has the English one.
        """
        if self.own or not name:
            return name
        column, is_value, value = name.partition(" = ")
        return f"{tr(column)} = {tr(value)}" if is_value else tr(name)
