"""How one number of a layer is made from the numbers that it reads, as plain data that a page can write out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from nnplay.i18n import tr


@dataclass(frozen=True)
class Wording:
    """A text that is put into a language where it is read, not in the process that says it.

    Args:
        text: In English, as the catalogues have it.
        values: What its fields say, by name.
    """

    text: str
    values: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return tr(self.text, **dict(self.values))


def said(text: str, **values: Any) -> Wording:
    """Such a text from its fields."""
    return Wording(text, tuple(values.items()))


@dataclass(frozen=True, eq=False, kw_only=True)
class Computation(ABC):
    """How a number comes about.

    Args:
        words: The same for a student, without numbers.
        window: float32, what is read for it: (height, width, channels), or (inputs,); NaN for padding.
        activation: What is applied at the end; `"linear"` where nothing is.
        rivals: float32, (units,), the totals that softmax sets against each other; None with any other activation.
    """

    words: Wording
    window: np.ndarray
    activation: str = "linear"
    rivals: np.ndarray | None = None

    @property
    @abstractmethod
    def total(self) -> float:
        """What the activation is applied to."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Selection(Computation):
    """One number of the window, or the mean of all.

    Args:
        how: `"only"` where a single number is read.
    """

    how: Literal["only", "largest", "mean"] = "only"

    @property
    def total(self) -> float:
        numbers = self.window.astype(np.float64)
        return float(np.nanmax(numbers) if self.how == "largest" else np.nanmean(numbers))


@dataclass(frozen=True, eq=False, kw_only=True)
class WeightedSum(Computation):
    """Numbers times weights, added up.

    Args:
        kernel: float32, the weights, of the window's shape; padding counts as 0.
        bias: What is added; None where nothing is.
        mixing: float32, (channels,), what the sum of each channel is multiplied with before all are added; None where
            they are added as they are.
    """

    kernel: np.ndarray
    bias: float | None = None
    mixing: np.ndarray | None = None

    @property
    def products(self) -> np.ndarray:
        """Window times kernel, number by number."""
        return np.nan_to_num(self.window) * self.kernel

    @property
    def channel_sums(self) -> np.ndarray:
        """The sum of the products of each channel: float64, (channels,)."""
        return np.asarray(self.products.reshape(-1, self.window.shape[-1]).sum(axis=0, dtype=np.float64))

    @property
    def terms(self) -> np.ndarray:
        """What each channel adds: float64, (channels,)."""
        return self.channel_sums if self.mixing is None else self.channel_sums * self.mixing

    @property
    def total(self) -> float:
        return float(self.terms.sum() + (self.bias or 0.0))


@dataclass(frozen=True, eq=False, kw_only=True)
class Normalization(Computation):
    """A number's distance from a mean, in deviations, scaled and shifted.

    Args:
        read: The number.
        mean, deviation: Of what it is compared with; the deviation is above 0, for a small number is added to it.
        scale, shift: What the layer has learned for the channel.
    """

    read: float
    mean: float
    deviation: float
    scale: float
    shift: float

    @property
    def total(self) -> float:
        return (self.read - self.mean) / self.deviation * self.scale + self.shift


@dataclass(frozen=True, eq=False, kw_only=True)
class Formula(Computation):
    """A few named numbers in a formula.

    Args:
        terms: Name and value of each number.
        formula: How they are put together, in their names.
        result: What comes out.
    """

    terms: tuple[tuple[Wording, float], ...]
    formula: Wording
    result: float

    @property
    def total(self) -> float:
        return self.result
