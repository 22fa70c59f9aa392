"""The lessons in their order: navigation, path page, links between lessons and tests read this list."""

from __future__ import annotations

from dataclasses import dataclass

PATH_PAGE = "pages/learn/path.py"
"""The page that shows all lessons in their order."""


@dataclass(frozen=True)
class Lesson:
    """One lesson of the path.

    Args:
        number: Its place on the path, from 1.
        slug: Its name in addresses, file names and keys.
        title: What the navigation calls it.
        promise: What a student can do after it, in one sentence.
        needs: Slugs of the lessons that it builds on.
    """

    number: int
    slug: str
    title: str
    promise: str
    needs: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """The page's file, from the project's root."""
        return f"pages/learn/{self.slug}.py"

    @property
    def address(self) -> str:
        """The last part of the page's address."""
        return f"learn-{self.slug}"


_NETWORK = (
    Lesson(
        1,
        "neuron",
        "A neuron",
        "You can say what one neuron computes, and why a stack of them needs an activation.",
    ),
    Lesson(
        2,
        "activations",
        "Activations",
        "You can tell ten activation functions apart by curve and slope, and know where each belongs.",
        ("neuron",),
    ),
    Lesson(
        3,
        "line",
        "A line through points",
        "You can walk downhill on a loss: gradient, learning rate, step, batch and epoch mean something to you.",
        ("neuron",),
    ),
    Lesson(
        4,
        "race",
        "Optimizers race",
        "You know what seven optimizers do with the same gradient, and what none of them can promise.",
        ("line",),
    ),
    Lesson(
        5,
        "backprop",
        "Backpropagation",
        "You can work out every derivative of a small network by hand, and say why one line does not solve XOR.",
        ("activations", "line"),
    ),
    Lesson(
        6,
        "classification",
        "Loss and classification",
        "You can turn sums into probabilities, and say why cross-entropy is the loss that fits them.",
        ("activations", "line"),
    ),
)

_SEEING: tuple[Lesson, ...] = (
    Lesson(
        7,
        "tensors",
        "Tensors and data",
        "You can read any shape, and prepare data for a network without fooling yourself.",
    ),
    Lesson(
        8,
        "convolution",
        "Convolution",
        "You can work out what a kernel makes of an image, and how large the result is.",
        needs=("tensors",),
    ),
    Lesson(
        9,
        "pooling",
        "Pooling and flattening",
        "You know what pooling keeps and loses, and how images become rows for dense layers.",
        needs=("convolution",),
    ),
    Lesson(
        10,
        "depth",
        "What depth buys",
        "You have seen what each layer makes of a digit, and what a convolution knows that a dense layer does not.",
        needs=("convolution", "pooling"),
    ),
    Lesson(
        11,
        "overfitting",
        "Overfitting",
        "You can tell from two curves that a network learns noise, and know what helps against it.",
        needs=("tensors",),
    ),
    Lesson(
        12,
        "classics",
        "The three classics",
        "You have looked at three famous datasets before training on them, and know what to expect.",
        needs=("depth", "overfitting"),
    ),
)

PARTS: dict[str, tuple[Lesson, ...]] = {
    part: lessons
    for part, lessons in {
        "From one neuron to a network": _NETWORK,
        "To a network that sees": _SEEING,
    }.items()
    if lessons
}
"""The lessons by the part of the path that they belong to."""

LESSONS: tuple[Lesson, ...] = tuple(lesson for lessons in PARTS.values() for lesson in lessons)
"""All lessons in their order."""


def lesson(slug: str) -> Lesson:
    """A lesson by its slug."""
    return next(lesson for lesson in LESSONS if lesson.slug == slug)


def neighbours(slug: str) -> tuple[Lesson | None, Lesson | None]:
    """The lessons before and after one; None at the ends of the path."""
    place = LESSONS.index(lesson(slug))
    before = LESSONS[place - 1] if place else None
    after = LESSONS[place + 1] if place + 1 < len(LESSONS) else None
    return before, after
