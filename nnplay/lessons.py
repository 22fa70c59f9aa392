"""The path of the lessons, declared once: navigation, path page, links, texts and tests read it.

A lesson's number is its place in `PATH`, so that putting one in or elsewhere changes this list alone. Its name says
where the rest of it is: `show()` in `nnplay/ui/lessons/NAME.py` is its page, `nnplay/theory/NAME.py` computes and
`nnplay/figures/lessons/NAME.py` draws what no other room does. Texts name a lesson by `lesson(NAME).reference`.
"""

from __future__ import annotations

from dataclasses import dataclass

from nnplay.errors import SpecError
from nnplay.i18n import N_, tr, translated
from nnplay.registry import did_you_mean, show_value


@translated("title", "promise")
@dataclass(frozen=True)
class Lesson:
    """One lesson of the path.

    Args:
        name: Its name in addresses, file names and keys.
        title: What the navigation calls it.
        promise: What a student can do after it, in one sentence.
        needs: Names of the lessons that it builds on.
        predictions: Names of the experiments in it whose outcome the student predicts first.
    """

    name: str
    title: str
    promise: str
    needs: tuple[str, ...] = ()
    predictions: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """Its place on the path, from 1."""
        # By name: to compare lessons would translate their texts, hundreds of times for the navigation of a page.
        return [one.name for one in lessons()].index(self.name) + 1

    @property
    def heading(self) -> str:
        """Number and title, e.g. for a menu."""
        return f"{self.number}. {self.title}"

    @property
    def reference(self) -> str:
        """How a sentence names it: `lesson N`, with its number."""
        return tr("lesson {number}", number=self.number)

    @property
    def address(self) -> str:
        """The last part of its page's address."""
        return f"learn-{self.name}"


PATH: dict[str, tuple[Lesson, ...]] = {
    N_("From one neuron to a network"): (
        Lesson(
            "neuron",
            N_("A neuron"),
            N_("You can explain what a single neuron computes, and why a stack of them needs an activation."),
            predictions=("zero", "bias", "stack"),
        ),
        Lesson(
            "activations",
            N_("Activations"),
            N_(
                "You can tell ten activation functions apart by their curves and slopes, you know where to use each "
                "one, and you have seen a hidden layer follow any curve."
            ),
            needs=("neuron",),
            predictions=("saturated", "double", "deep", "dog"),
        ),
        Lesson(
            "line",
            N_("A line through points"),
            N_("You can explain how a model learns: loss, gradient, learning rate, step, batch and epoch."),
            needs=("neuron",),
            predictions=("squares", "too-large", "single", "unscaled"),
        ),
        Lesson(
            "race",
            N_("A race of optimizers"),
            N_("You know what seven optimizers do with the same gradient, and what none of them can promise."),
            needs=("line",),
            predictions=("two",),
        ),
        Lesson(
            "backprop",
            N_("Backpropagation"),
            N_(
                "You can work out every derivative of a small network by hand, and explain why one line cannot solve "
                "XOR."
            ),
            needs=("activations", "line"),
            predictions=("xor",),
        ),
        Lesson(
            "classification",
            N_("Loss and classification"),
            N_("You can turn sums into probabilities, and explain why cross-entropy is the loss to use with them."),
            needs=("activations", "line"),
            predictions=("push", "shift"),
        ),
    ),
    N_("To a network that sees"): (
        Lesson(
            "tensors",
            N_("Tensors and data"),
            N_("You can read any shape, and you can prepare data for a network without fooling yourself."),
            predictions=("reshape",),
        ),
        Lesson(
            "convolution",
            N_("Convolution"),
            N_("You can work out what a kernel does to an image, and how large the result is."),
            needs=("tensors",),
            predictions=("plain", "red"),
        ),
        Lesson(
            "pooling",
            N_("Pooling and flattening"),
            N_(
                "You know what pooling keeps and what it loses, and how images become rows of numbers for dense layers."
            ),
            needs=("convolution",),
            predictions=("shift",),
        ),
        Lesson(
            "depth",
            N_("What depth buys"),
            N_(
                "You have seen how each layer transforms a digit, and what is built into a convolution but not into a "
                "dense layer."
            ),
            needs=("convolution", "pooling"),
            predictions=("shuffle",),
        ),
        Lesson(
            "overfitting",
            N_("Overfitting"),
            N_("You can tell from two curves when a network learns noise, and you know what to do about it."),
            needs=("tensors",),
            predictions=("degree", "stiff", "huge"),
        ),
        Lesson(
            "classics",
            N_("Three classic datasets"),
            N_("You have looked at three famous datasets before training on them, and you know what to expect."),
            needs=("depth", "overfitting"),
            predictions=("guess",),
        ),
    ),
    N_("Judging and understanding"): (
        Lesson(
            "judging",
            N_("Judging a classifier"),
            N_("You can say what kinds of mistakes a classifier makes, and choose its threshold by what they cost."),
            needs=("classification", "tensors"),
            predictions=("lower", "costs", "confident", "rare"),
        ),
        Lesson(
            "starting",
            N_("Starting well"),
            N_(
                "You know why deep networks fail to learn, and how initialization, normalization and residual "
                "connections help."
            ),
            needs=("activations", "backprop", "classification"),
            predictions=("zeros", "twice", "residual"),
        ),
        Lesson(
            "learned",
            N_("What did it learn?"),
            N_(
                "You can ask a network what it looks for and why it answers as it does, and you know what that does "
                "not prove."
            ),
            needs=("convolution", "pooling", "depth"),
            predictions=("kernels", "three", "gaps", "forget", "fool"),
        ),
    ),
    N_("Data"): (
        Lesson(
            "little",
            N_("More from little data"),
            N_("You can make few examples go further: by augmentation, and by a network that has already learned."),
            needs=("convolution", "overfitting"),
            predictions=("mirror", "moved", "transfer"),
        ),
        Lesson(
            "bias",
            N_("Bias in data"),
            N_(
                "You can ask who is missing from data, measure it group by group, and catch a network taking a "
                "shortcut."
            ),
            needs=("classification", "overfitting"),
            predictions=("overall", "shortcut"),
        ),
        Lesson(
            "codes",
            N_("Codes and maps"),
            N_(
                "You can explain how a network squeezes a picture into a few numbers, and walk through a map of digits."
            ),
            needs=("backprop", "depth"),
            predictions=("linear", "neighbors"),
        ),
    ),
    N_("Sequences"): (
        Lesson(
            "words",
            N_("Words and order"),
            N_("You can explain how a network reads a text: words as rows of numbers, a memory, and attention."),
            needs=("classification", "tensors"),
            predictions=("lookup", "bag", "memory", "shares", "networks"),
        ),
    ),
}
"""The lessons in their order, by the part of the path that they belong to, in English."""


def lessons() -> tuple[Lesson, ...]:
    """All lessons in their order."""
    return tuple(one for part in PATH.values() for one in part)


def lesson(name: str) -> Lesson:
    """A lesson by its name.

    Raises:
        SpecError: If there is none of that name.
    """
    known = {one.name: one for one in lessons()}
    if name not in known:
        raise SpecError(tr("There is no lesson {name}.{hint}", name=show_value(name), hint=did_you_mean(name, known)))
    return known[name]


def neighbours(name: str) -> tuple[Lesson | None, Lesson | None]:
    """The lessons before and after one; None at the ends of the path."""
    path, place = lessons(), lesson(name).number - 1
    before = path[place - 1] if place else None
    after = path[place + 1] if place + 1 < len(path) else None
    return before, after
