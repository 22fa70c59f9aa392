"""Ways through the lessons: one for an hour, one for a term."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CoursePart:
    """One part of a course.

    Args:
        title: What it is about.
        minutes: How long it takes, about.
        task: What to do there.
        lessons: Names of the lessons that it goes through.
        page: Name of the file in pages/ where the work is done, where there is one.
    """

    title: str
    minutes: int
    task: str
    lessons: tuple[str, ...] = ()
    page: str = ""


@dataclass(frozen=True)
class Course:
    """A way through the lessons.

    Args:
        name: Its key.
        title: What a page calls it.
        about: Whom it is for, and what they can do at its end.
        stops: Its parts, in their order.
        unit: What a part is called, e.g. `Week`; empty where they follow each other at once.
    """

    name: str
    title: str
    about: str
    stops: tuple[CoursePart, ...]
    unit: str = ""


HOUR = Course(
    "hour",
    "A one-hour course",
    "For a first visit: from one neuron to a network that reads your own handwriting.",
    (
        CoursePart(
            "What does a neuron decide?",
            12,
            "Do the first two sections. Make each prediction before you move anything.",
            ("neuron",),
        ),
        CoursePart(
            "How does it find its weights?",
            12,
            "Fit the line by hand, then let it walk downhill. Find a learning rate that is too large.",
            ("line",),
        ),
        CoursePart(
            "How does a network look at a picture?",
            10,
            "Move the kernel over the picture, and find one that shows only vertical edges.",
            ("convolution",),
        ),
        CoursePart(
            "Train one",
            10,
            "Choose the experiment *Small handwritten digits, convolution*, and train it. Watch its maps change. "
            "How many "
            "epochs does it need?",
            page="playground",
        ),
        CoursePart(
            "Let it read your handwriting",
            10,
            "Draw each digit from 0 to 9. Find one that it gets wrong, and press *Why?*",
            page="draw",
        ),
        CoursePart(
            "Is it any good?",
            6,
            "Find the two digits that it mixes up most often. Would you mix them up, too?",
            page="evaluate",
        ),
    ),
)

TERM = Course(
    "term",
    "A one-term course",
    "For a class: fourteen weeks of about ninety minutes, with a task in the playground each week and a project of "
    "your "
    "own at the end.",
    (
        CoursePart(
            "One neuron", 90, "Solve *XOR by hand* as far as you can. Why is one neuron not enough?", ("neuron",)
        ),
        CoursePart(
            "Bending",
            90,
            "Train on the spiral with sigmoid, tanh and ReLU. Compare the three runs on *Runs*.",
            ("activations",),
        ),
        CoursePart(
            "Learning",
            90,
            "Find the largest learning rate at which the line still learns, in three trials.",
            ("line", "race"),
        ),
        CoursePart(
            "Through all layers",
            90,
            "Work out one backward pass on paper, then check every number on the page.",
            ("backprop",),
        ),
        CoursePart(
            "Choosing a class",
            90,
            "Train on the penguins with cross-entropy and with squared error. Which one learns sooner?",
            ("classification",),
        ),
        CoursePart(
            "Data",
            90,
            "Upload a table of your own. Which columns does the network see, and in which form?",
            ("tensors",),
        ),
        CoursePart(
            "When learning goes wrong",
            90,
            "Make a network overfit as badly as you can. Then fix it, one change at a time.",
            ("overfitting",),
        ),
        CoursePart(
            "Judging",
            90,
            "Choose the threshold for a test that must not miss a sick patient. Defend your choice.",
            ("judging",),
        ),
        CoursePart(
            "Starting well",
            90,
            "Train ten layers with and without batch normalization. Look at the gradients in the picture of the "
            "network.",
            ("starting",),
        ),
        CoursePart(
            "Seeing",
            90,
            "Train on the small digits with one convolution layer, then with two. Repeat each with five seeds.",
            ("convolution", "pooling"),
        ),
        CoursePart(
            "Depth",
            90,
            "Train the same network on shuffled pixels. What did it lose, and why?",
            ("depth", "classics"),
        ),
        CoursePart(
            "What did it learn?",
            90,
            "Find a digit of your own that it misreads, and explain the mistake from its maps.",
            ("learned",),
        ),
        CoursePart(
            "Little data, bad data",
            90,
            "Take nine tenths of the data away, and win back as much accuracy as you can.",
            ("little", "bias"),
        ),
        CoursePart(
            "Codes and words",
            90,
            "Finish with a project: data of your own, three runs, a one-page report.",
            ("codes", "words"),
        ),
    ),
    "Week",
)

COURSES: dict[str, Course] = {one.name: one for one in (HOUR, TERM)}
"""All courses by name."""
