"""How each layer transforms a digit; the same networks on shuffled and on shifted digits."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from nnplay import figures
from nnplay.datasets import Dataset, load_dataset
from nnplay.figures.lessons import depth as pictures
from nnplay.i18n import N_, number, tr
from nnplay.models.shapes import trace
from nnplay.registry import Param
from nnplay.theory import depth as theory
from nnplay.theory.pooling import shifted
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live import live_seconds
from nnplay.ui.common.server import ask
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.lessons import layout, trainings
from nnplay.ui.lessons.predictions import predict
from nnplay.ui.lessons.shifts import accuracies

SLUG = "depth"
EXAMPLE = Param("example", "integer", 0, N_("A number chooses one of the test digits. No network was trained on them."),
                label=N_("Test digit"), minimum=0)  # fmt: skip
SHIFT = Param("shift", "integer", 1, N_("Moves the digit right by this many pixels; negative numbers move it left."),
              label=N_("Pixels to the right"), minimum=theory.SHIFTS[0], maximum=theory.SHIFTS[-1])  # fmt: skip

_LOWER = {"Dense": N_("dense"), "Convolution": N_("convolution")}
"""What the networks are called within a sentence."""


def show() -> None:
    """All sections."""
    session = current()
    data = load_dataset(theory.UNSHUFFLED["Dense"].dataset)
    _layers(session, data)
    _shuffle(session, data)
    _shift(session, data)
    layout.question(
        tr("On these digits the dense network is better: about 98% against 93–95%. Why use convolution at all?"),
        tr(
            "These digits have only 8 × 8 pixels, and all of them fill the same box. A dense layer must learn every "
            "pattern separately at every place, with its own weights. Photographs have thousands of times as many "
            "pixels, and an object can be anywhere. Convolution builds in two things that are true of almost all "
            "pictures: neighboring pixels belong together, and a pattern means the same wherever it is."
        ),
    )
    layout.question(
        tr("Would shuffled pixels bother a person?"),
        tr(
            "Very much. Our eyes rely on neighboring points too. A dense network never knew which pixels were "
            "neighbors. For it, any order of the pixels is as good as any other, as long as it is the same for all "
            "pictures."
        ),
    )
    layout.try_it(
        theory.experiment("Convolution", shuffle=True),
        tr("Train on shuffled digits in the playground"),
        tr(
            "Look at the data first: no one can read these digits. *Shuffle the pixels* is one of the dataset's "
            "options."
        ),
    )


# A digit, layer by layer ------------------------------------------------------------------------


@st.fragment
def _layers(session: Session, data: Dataset) -> None:
    text, picture = layout.section(tr("A digit, layer by layer"))
    spec = theory.UNSHUFFLED["Convolution"]
    with text:
        layout.text(
            tr(
                "Why stack several layers? The first layer finds small patterns: an edge, a dot. The next layer reads "
                "the **maps** of the first, so it can find patterns of patterns: a corner, a curve. That is what depth "
                "buys. Each layer describes a larger part of the picture, in fewer places. In the end a weighted vote "
                "is enough."
            )
        )
        st.dataframe(theory.receptive_fields(spec), hide_index=True)
        st.caption(tr("*Sees* is the receptive field: the pixels of the input that can change one number of the map."))
        trainings.offer(session, {"Convolution": spec}, tr("Train the small network"), f"{SLUG}-train-one")
        index = _choose_digit("layers", data)
        layout.text(
            tr(
                "The picture shows what each layer says about the digit, while the network learns, too. Afterwards, "
                "play the film or drag its handle back to epoch 0: an untrained network has maps as well, but its "
                "answer is a guess. Point at a map to see what a pixel was made from."
            )
        )
    with picture:
        trainings.picture(session, spec, "depth-layers", example=index)


def _choose_digit(name: str, data: Dataset) -> int:
    return int(layout.control(SLUG, replace(EXAMPLE, maximum=len(data.y_test) - 1), name=name))


# Shuffled pixels --------------------------------------------------------------------------------


def _shuffle(session: Session, data: Dataset) -> None:
    text, picture = layout.section(tr("Shuffle all pixels: which network suffers?"))
    mixed = load_dataset(theory.experiment("Dense", shuffle=True).dataset)
    weights = {name: trace(spec).checked().parameters for name, spec in theory.UNSHUFFLED.items()}
    with text:
        layout.text(
            tr(
                "Rearrange the pixels of every picture, **in the same order for all of them**. Nothing is lost: if you "
                "know the order, you can undo it. To a dense layer it makes no difference. It has a weight for each "
                "pixel and no idea where that pixel is. A convolution looks at windows of neighboring pixels, and now "
                "they are no longer neighbors.\n\n"
                "Both networks have a similar number of weights: "
            )
            + layout.listed({_LOWER[name]: count for name, count in weights.items()}, ",")
            + tr(". Train each one on both kinds of data and compare.")
        )
        predict(SLUG, "shuffle")
        trainings.offer(session, theory.EXPERIMENTS, tr("Train both on both"), f"{SLUG}-train-all")
    with picture:
        layout.figure(
            figures.tile_grid(data.x_train[:8], columns=8, width=320),
            key="shuffle-plain",
            label=tr("Eight training digits as they are: ") + ", ".join(map(str, data.y_train[:8])),
        )
        layout.figure(
            figures.tile_grid(mixed.x_train[:8], columns=8, width=320),
            key="shuffle-mixed",
            label=tr("The same eight digits with their pixels shuffled, which no one can read"),
        )
        _live_curves(session)


def _live_curves(session: Session) -> None:
    live = trainings.any_live(session, theory.EXPERIMENTS)

    @st.fragment(run_every=live_seconds() if live else None)
    def draw() -> None:
        runs = trainings.found(session, theory.EXPERIMENTS)
        curves = trainings.curves(runs, theory.EXPERIMENTS, "val_accuracy")
        layout.figure(
            pictures.several_curves(
                layout.titled(curves), epochs=theory.EPOCHS, title=tr("Validation accuracy"), pairs=True
            ),
            key="shuffle-curves",
            label=tr("Validation accuracy over the epochs: ")
            + ", ".join(
                f"{tr(name)} {number(values[-1], '.1%')}" if values else tr("{name} not yet", name=tr(name))
                for name, (_, values) in curves.items()
            ),
            table=lambda: {
                tr("network"): list(map(tr, curves)),
                tr("epochs"): [len(epochs) for epochs, _ in curves.values()],
                tr("validation accuracy"): [values[-1] if values else None for _, values in curves.values()],
            },
        )
        _verdict(runs)

    draw()


def _verdict(runs: dict[str, SessionRun]) -> None:
    """The test accuracies of the trained networks, and what the shuffle cost."""
    reached = {name: run.job.history.test_metrics.get("accuracy") for name, run in runs.items() if run.is_trained}
    rows = []
    for name in theory.NETWORKS:
        plain, mixed = reached.get(f"{name}, as it is"), reached.get(f"{name}, shuffled")
        if plain is not None and mixed is not None:
            points = tr("{mixed:+.1f} points", mixed=(mixed - plain) * 100)
            rows.append((tr(name), number(plain, ".1%"), number(mixed, ".1%"), points))
    if rows:
        names = (tr("network"), tr("test digits as they are"), tr("shuffled"), tr("difference"))
        st.dataframe(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)), hide_index=True)
        count = len(load_dataset(theory.UNSHUFFLED["Dense"].dataset).y_test)
        st.caption(
            tr(
                "There are {count} test digits, so each one counts {points:.1f} percentage points. Small differences "
                "are due to chance.",
                count=count,
                points=100 / count,
            )
        )


# Shifted digits ---------------------------------------------------------------------------------


@st.fragment
def _shift(session: Session, data: Dataset) -> None:
    text, picture = layout.section(tr("Shift a digit"))
    with text:
        layout.text(
            tr(
                "Now the pixels stay together, and the whole digit moves. Both networks were trained on digits that "
                "fill the same box. The dense network has learned which pixels have ink, so a shifted digit looks "
                "unfamiliar. The convolution finds the same patterns in their new place, and its "
                "*GlobalAveragePooling2D* only measures how strongly each one was found overall. It is not immune: "
                "parts that leave the picture are gone, the zeros at the edge differ, and after the 2 × 2 pooling a "
                "shift by an odd number of pixels falls between two windows."
            )
        )
        ready = trainings.offer(session, theory.UNSHUFFLED, tr("Train both networks"), f"{SLUG}-train-both")
        index = _choose_digit("shift", data)
        shift = layout.control(SLUG, SHIFT)
    moved = shifted(data.x_test[index], 0, shift)
    with picture:
        before, after = st.columns(2, gap="small")
        for place, key, image, word in (
            (before, "shift-before", data.x_test[index], tr("as it is")),
            (after, "shift-after", moved, tr("{shift:+d} pixels to the right", shift=shift)),
        ):
            with place:
                layout.figure(
                    figures.single_image(image, size=150),
                    key=key,
                    label=tr(
                        "Test digit {index}, a {y_test}, {word}", index=index, y_test=data.y_test[index], word=word
                    ),
                )
        if not ready:
            return
        runs = trainings.found(session, theory.UNSHUFFLED)
        with show_errors():
            for place, (name, run) in zip(st.columns(2, gap="small"), runs.items(), strict=False):
                answer = ask(run, "predict", inputs=moved[None])[0]
                with place:
                    layout.text(
                        tr(
                            "**{name}** reads a **{answer}**, {answer2}",
                            name=tr(name),
                            answer=answer.argmax(),
                            answer2=figures.show_percent(float(answer.max())),
                        )
                    )
                    layout.figure(
                        figures.probability_bars(data.shown.class_names, answer, true_class=int(data.y_test[index])),
                        key=f"shift-{name}",
                        label=tr(
                            "{name}: probabilities for the shifted digit; the most probable is {answer}",
                            name=tr(name),
                            answer=answer.argmax(),
                        ),
                    )
            shares = {name: accuracies(session, run, data) for name, run in runs.items()}
            layout.figure(
                pictures.shift_curves(theory.SHIFTS, layout.titled(shares), shift),
                key="shift-curves",
                label=tr("Accuracy on all test digits moved by {shift}: ", shift=shift)
                + layout.listed({name: values[theory.SHIFTS.index(shift)] for name, values in shares.items()}, ".1%"),
                table=lambda: {tr("pixels to the right"): list(theory.SHIFTS), **layout.titled(shares)},
            )
