"""More from little data: digits that are changed at random, and a network that has read many others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.datasets import Dataset, load_dataset
from nnplay.figures.lessons import depth as pictures
from nnplay.i18n import N_, number, tr
from nnplay.registry import Param
from nnplay.theory import little as theory
from nnplay.theory.depth import SHIFTS
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live import live_seconds
from nnplay.ui.common.session import Session
from nnplay.ui.lessons import layout, little_transfer, trainings
from nnplay.ui.lessons.predictions import predict
from nnplay.ui.lessons.shifts import accuracies

SLUG = "little"
COPIES = 24

EXAMPLE = Param("example", "integer", 17, N_("A number chooses one of the training "
    "digits."), label=N_("Training digit"),
                minimum=0)  # fmt: skip
SHIFT = Param("shift", "number", theory.SHIFT, N_("How far the digit may move, as a share of the image's width."),
              label=N_("Move"), minimum=0.0, maximum=0.4, step=0.02)  # fmt: skip
TURN = Param("turn", "number", theory.TURN, N_("How far the digit may turn, in degrees, either way."),
             label=N_("Turn (degrees)"), minimum=0.0, maximum=90.0, step=0.9)  # fmt: skip
SIZE = Param("size", "number", theory.SIZE, N_("How much larger or smaller the digit may become."), label=N_("Zoom"),
             minimum=0.0, maximum=0.6, step=0.02)  # fmt: skip
MIRROR = Param("mirror", "boolean", False, N_("Mirrors half of the copies, left to right."), label=N_("Mirror"))
AGAIN = Param("again", "integer", 0, N_("Each number makes other random choices, as each epoch does."),
              label=N_("Epoch"), minimum=0, maximum=99)  # fmt: skip
EXAMPLES = Param("examples", "integer", 100, N_("The number of digits that the networks learn from."),
                 label=N_("Training digits"), minimum=100, maximum=300, step=50)  # fmt: skip
MOVED = Param(
    "moved",
    "integer",
    0,
    N_("Moves every test digit to the right by this many pixels; negative numbers move them left."),
    label=N_("Pixels to the right"),
    minimum=SHIFTS[0],
    maximum=SHIFTS[-1],
)
SHOWN = Param(
    "shown",
    "choice",
    "Augmented",
    N_("The network in the picture. It shows what its layers say to a test digit while it learns, too."),
    label=N_("Network"),
    choices=tuple(theory.VARIANTS),
)


def show() -> None:
    """All sections."""
    session = current()
    _copies()
    _effect(session)
    little_transfer.section()
    layout.question(
        tr("Why not let augmentation change the digits as much as possible?"),
        tr(
            "A copy must still be what its label says. A 6 that is turned by 180 degrees is a 9, and a digit that has "
            "left the picture is nothing. Change the digits only in ways in which new digits will really differ."
        ),
    )
    layout.question(
        tr("Should the test digits be augmented, too?"),
        tr(
            "No. The test asks how well the network reads real, new digits. That is why augmentation layers work "
            "during training only. In the playground, the layers are still drawn after training, but pass every "
            "picture on as it is."
        ),
    )
    layout.question(
        tr("When does transfer not help?"),
        tr(
            "When the new pictures have little in common with the old ones. Layers that have learned strokes and "
            "corners of digits know nothing about colors, cats, or the rows of a table."
        ),
    )
    layout.try_it(
        theory.experiments(EXAMPLES.default)["Augmented"],
        tr("Open the augmented network in the playground"),
        tr(
            "The augmentation layers come first. Take them out, change their options, or add *RandomFlip*, and compare "
            "the runs."
        ),
        trains=False,
    )


# One digit, many digits -------------------------------------------------------------------------


@st.fragment
def _copies() -> None:
    text, picture = layout.section(tr("One digit, many digits"))
    data = _few(EXAMPLES.default)
    with text:
        layout.text(
            tr(
                "The classic datasets have thousands of examples. What can you do with only a hundred? You know "
                "something that the network does not: a 3 that is moved a little, turned a little, or a bit larger, is "
                "still a 3. So change each digit at random whenever the network sees it, and keep its label. This is "
                "**data augmentation**. A network that never sees the same picture twice cannot memorize it.\n\n"
                "It is done by layers in front of the network: *RandomTranslation*, *RandomRotation*, *RandomZoom* and "
                "*RandomFlip*. They have no weights, and they work during training only."
            )
        )
        predict(SLUG, "mirror")
        index = int(layout.control(SLUG, replace(EXAMPLE, maximum=len(data.y_train) - 1)))
        shift, turn, size, again = layout.controls(SLUG, [SHIFT, TURN, SIZE, AGAIN])
        mirror = layout.control(SLUG, MIRROR)
    layers = theory.augmentation(shift, turn, size, mirror)
    digit = data.x_train[index]
    copies = theory.augmented(digit, layers, COPIES - 1, again)
    with picture:
        layout.figure(
            figures.by_width(
                lambda width: figures.tile_grid(
                    np.concatenate([digit[None], copies]), [tr("original")] + [""] * len(copies), columns=6, width=width
                ),
                (300, 560),
            ),
            key="little-copies",
            label=tr(
                "Training digit {index}, a {y_train}, and {copies} changed copies: moved by up to {shift:.0%}, "
                "turned by up to {turn:.0f} degrees, zoomed by up to {size:.0%}",
                index=index,
                y_train=data.y_train[index],
                copies=len(copies),
                shift=shift,
                turn=turn,
                size=size,
            )
            + (tr(", half of them mirrored") if mirror else ""),
            table=lambda: figures.tile_table(
                [digit, *copies[:3]], [tr("original"), tr("copy 1"), tr("copy 2"), tr("copy 3")]
            ),
        )
        st.caption(
            tr(
                "The first picture is the digit as it was scanned. Each other one is what the network might see in "
                "another epoch."
            )
        )


def _few(examples: int) -> Dataset:
    return load_dataset(theory.few_digits(examples))


# Does it help? ----------------------------------------------------------------------------------


@st.fragment
def _effect(session: Session) -> None:
    text, picture = layout.section(tr("Does it help?"))
    with text:
        layout.text(
            tr(
                "Train the same network three times, on the same few digits. The first one sees them as they are. The "
                "second has augmentation layers in front. For the third, half of the digits are mirrored, too, which "
                "is a bad idea for digits.\n\n"
                "Then look at the table. The plain network gets every training digit right; the augmented one cannot "
                "memorize, so it does not. On test digits as they are, the two are right about equally often, but the "
                "augmented one is less often both confident and wrong, so its **loss** is lower. On test digits that "
                "are moved a little, it is far better."
            )
        )
        predict(SLUG, "moved")
        examples = int(layout.control(SLUG, EXAMPLES))
        specs = theory.experiments(examples)
        ready = trainings.offer(session, specs, tr("Train all three"), f"{SLUG}-train")
        data = _few(examples)
        st.caption(
            tr(
                "{y_train} training digits, {y_val} for validation, {y_test:,} for the test.",
                y_train=len(data.y_train),
                y_val=len(data.y_val),
                y_test=len(data.y_test),
            )
        )
        moved = int(layout.control(SLUG, MOVED, disabled=not ready))
        shown = str(layout.control(SLUG, SHOWN))
    with picture:
        _live(session, examples)
        if ready:
            _moved(session, examples, data, moved)
        trainings.picture(session, specs[shown], "little-network")


def _live(session: Session, examples: int) -> None:
    specs = theory.experiments(examples)
    live = trainings.any_live(session, specs)

    @st.fragment(run_every=live_seconds() if live else None)
    def draw() -> None:
        curves = trainings.curves(trainings.found(session, specs), specs, "val_loss")
        layout.figure(
            pictures.several_curves(
                layout.titled(curves),
                epochs=theory.EPOCHS,
                title=tr("Validation loss"),
                percent=False,
                most=theory.MOST_LOSS,
            ),
            key="little-curves",
            label=tr("Validation loss over the epochs, after learning from {examples} digits: ", examples=examples)
            + ", ".join(
                f"{tr(name)} {number(values[-1], '.3g')}" if values else tr("{name} not yet", name=tr(name))
                for name, (_, values) in curves.items()
            ),
            table=lambda: {
                tr("network"): list(map(tr, curves)),
                tr("epochs"): [len(epochs) for epochs, _ in curves.values()],
                tr("validation loss"): [values[-1] if values else None for _, values in curves.values()],
            },
        )

    draw()


def _moved(session: Session, examples: int, data: Dataset, moved: int) -> None:
    """Accuracy of the trained networks on test digits as they are, and moved."""
    runs = trainings.found(session, theory.experiments(examples))
    with show_errors():
        shares = {name: accuracies(session, run, data) for name, run in runs.items()}
        at, histories = SHIFTS.index(moved), [run.job.history for run in runs.values()]
        layout.figure(
            pictures.shift_curves(SHIFTS, layout.titled(shares), moved),
            key="little-moved-curves",
            label=tr("Accuracy on all test digits moved by {moved}: ", moved=moved)
            + layout.listed({name: values[at] for name, values in shares.items()}, ".1%"),
            table=lambda: {tr("pixels to the right"): list(SHIFTS), **layout.titled(shares)},
        )
        st.dataframe(
            {
                tr("network"): list(map(tr, runs)),
                tr("training digits right"): [number(history.columns["accuracy"][-1], ".1%") for history in histories],
                tr("test digits right"): [number(history.test_metrics["accuracy"], ".1%") for history in histories],
                tr("test loss"): [number(history.test_metrics["loss"], ".3f") for history in histories],
                tr("moved by {moved}", moved=moved): [number(values[at], ".1%") for values in shares.values()],
            },
            hide_index=True,
        )


# Transfer ---------------------------------------------------------------------------------------
