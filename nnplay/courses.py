"""Ways through the lessons: one for an hour, one for a term."""

from __future__ import annotations

from dataclasses import dataclass

from nnplay.i18n import N_, translated


@translated("title", "task")
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


@translated("title", "about", "unit")
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
    N_("A one-hour course"),
    N_("For a first visit: from one neuron to a network that reads your own handwriting."),
    (
        CoursePart(
            N_("What does a neuron decide?"),
            12,
            N_("Do the first two sections. Make each prediction before you move anything."),
            ("neuron",),
        ),
        CoursePart(
            N_("How does it find its weights?"),
            12,
            N_("Fit the line by hand, then let it walk downhill. Find a learning rate that is too large."),
            ("line",),
        ),
        CoursePart(
            N_("How does a network look at a picture?"),
            10,
            N_("Move the kernel over the picture, and find one that shows only vertical edges."),
            ("convolution",),
        ),
        CoursePart(
            N_("Train one"),
            10,
            N_(
                "Choose the experiment *Small handwritten digits, convolution*, and train it. Watch its maps change. "
                "How many epochs does it need?"
            ),
            page="playground",
        ),
        CoursePart(
            N_("Let it read your handwriting"),
            10,
            N_("Draw each digit from 0 to 9. Find one that it gets wrong, and press *Why?*"),
            page="draw",
        ),
        CoursePart(
            N_("Is it any good?"),
            6,
            N_("Find the two digits that it mixes up most often. Would you mix them up, too?"),
            page="evaluate",
        ),
    ),
)

TERM = Course(
    "term",
    N_("A one-term course"),
    N_(
        "For a class: fourteen weeks of about ninety minutes, with a task in the playground each week and a project of "
        "your own at the end."
    ),
    (
        CoursePart(
            N_("One neuron"),
            90,
            N_("Solve *XOR by hand* as far as you can. Why is one neuron not enough?"),
            ("neuron",),
        ),
        CoursePart(
            N_("Bending"),
            90,
            N_("Train on the spiral with sigmoid, tanh and ReLU. Compare the three runs on *Runs*."),
            ("activations",),
        ),
        CoursePart(
            N_("Learning"),
            90,
            N_("Find the largest learning rate at which the line still learns, in three trials."),
            ("line", "race"),
        ),
        CoursePart(
            N_("Through all layers"),
            90,
            N_("Work out one backward pass on paper, then check every number on the page."),
            ("backprop",),
        ),
        CoursePart(
            N_("Choosing a class"),
            90,
            N_("Train on the penguins with cross-entropy and with squared error. Which one learns sooner?"),
            ("classification",),
        ),
        CoursePart(
            N_("Data"),
            90,
            N_("Upload a table of your own. Which columns does the network see, and in which form?"),
            ("tensors",),
        ),
        CoursePart(
            N_("When learning goes wrong"),
            90,
            N_("Make a network overfit as badly as you can. Then fix it, one change at a time."),
            ("overfitting",),
        ),
        CoursePart(
            N_("Judging"),
            90,
            N_("Choose the threshold for a test that must not miss a sick patient. Defend your choice."),
            ("judging",),
        ),
        CoursePart(
            N_("Starting well"),
            90,
            N_(
                "Train ten layers with and without batch normalization. Look at the gradients in the picture of the "
                "network."
            ),
            ("starting",),
        ),
        CoursePart(
            N_("Seeing"),
            90,
            N_("Train on the small digits with one convolution layer, then with two. Repeat each with five seeds."),
            ("convolution", "pooling"),
        ),
        CoursePart(
            N_("Depth"),
            90,
            N_("Train the same network on shuffled pixels. What did it lose, and why?"),
            ("depth", "classics"),
        ),
        CoursePart(
            N_("What did it learn?"),
            90,
            N_("Find a digit of your own that it misreads, and explain the mistake from its maps."),
            ("learned",),
        ),
        CoursePart(
            N_("Little data, bad data"),
            90,
            N_("Take nine tenths of the data away, and win back as much accuracy as you can."),
            ("little", "bias"),
        ),
        CoursePart(
            N_("Codes and words"),
            90,
            N_("Finish with a project: data of your own, three runs, a one-page report."),
            ("codes", "words"),
        ),
    ),
    N_("Week"),
)

COURSES: dict[str, Course] = {one.name: one for one in (HOUR, TERM)}
"""All courses by name."""
