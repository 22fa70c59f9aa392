"""Codes and maps: an autoencoder squeezes digits into a few numbers, and draws digits from any numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.i18n import N_, number, tr
from nnplay.registry import Param
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.theory import codes as theory
from nnplay.ui.lessons import codes_map, layout
from nnplay.ui.lessons.predictions import predict

SLUG = "codes"
SHOWN, STEPS, NEIGHBORS = 8, 9, 8
TEST = len(theory.digits().test)

SIZE = Param("size", "choice", "2", N_("How many numbers are left of the 64 pixels."), label=N_("Numbers in the code"),
             choices=tuple(map(str, theory.SIZES)))  # fmt: skip
FIRST = Param("first", "integer", 0, N_("A number chooses eight of the test digits. No code was learned from them."),
              label=N_("Test digits from"), minimum=0, maximum=TEST - SHOWN)  # fmt: skip
START = Param("start", "integer", 2, N_("Where the walk begins."), label=N_("From test digit"), minimum=0,
              maximum=TEST - 1)  # fmt: skip
END = Param("end", "integer", 6, N_("Where the walk ends."), label=N_("To test digit"), minimum=0, maximum=TEST - 1)
WALK_SIZE = layout.variant(SIZE, name="walk", default="8")
QUERY = Param("query", "integer", 3, N_("The digit whose nearest neighbors are shown."), label=N_("Test digit"),
              minimum=0, maximum=TEST - 1)  # fmt: skip
NEAR_SIZE = layout.variant(SIZE, name="near", default="8")

BOTTLENECK = ExperimentSpec(
    DatasetSpec("digits"),
    (
        LayerSpec("Flatten"),
        LayerSpec("Dense", units=48, activation="tanh"),
        LayerSpec("Dense", units=2, activation="linear"),
        LayerSpec("Dense", units=48, activation="tanh"),
    ),
    TrainingSpec(OptimizerSpec("Adam", learning_rate=0.005), batch_size=32, epochs=60),
)
"""A classifier that must pass all it knows of a digit through two numbers."""


def show() -> None:
    """All sections."""
    with st.spinner(tr("Training on {training:,} digits …", training=theory.TRAINING)):
        for size in {int(SIZE.default), int(WALK_SIZE.default)}:
            theory.trained(size)
    _bottleneck()
    codes_map.section()
    _walk()
    _neighbors()
    layout.question(
        tr("Could the code be a single number?"),
        tr(
            "It could. Then all digits lie on one line, and every picture that is drawn comes from somewhere on it. "
            "Ten kinds of digits, thick and thin, slanted and upright, do not fit on a line without being torn apart. "
            "The more numbers, the better the copies, and the less there is to be learned: with 64 numbers, the "
            "network could simply pass each pixel on."
        ),
    )
    layout.question(
        tr("Nobody told the autoencoder which digit is which. Why do the colors form groups on the map?"),
        tr(
            "Because digits of one kind look alike, and two numbers are too few to describe each picture separately. "
            "Similar pictures must share a place. The colors are only for you: the labels were never used."
        ),
    )
    layout.question(
        tr("What are codes good for?"),
        tr(
            "Search by picture, face recognition and recommendations compare codes instead of pixels. Language models "
            "begin with one for each piece of a word. And networks that paint pictures do it in the space of an "
            "autoencoder's codes, because there are far fewer numbers to get right."
        ),
    )
    layout.try_it(
        BOTTLENECK,
        tr("Open a classifier with a bottleneck in the playground"),
        tr(
            "The playground trains classifiers, so here the two numbers have to tell the digits apart. Train it, then "
            "see its map under *Look inside*, *Representations*."
        ),
        trains=False,
    )


# Through the bottleneck -------------------------------------------------------------------------


@st.fragment
def _bottleneck() -> None:
    text, picture = layout.section(tr("64 pixels, a few numbers"))
    with text:
        layout.text(
            tr(
                "Every layer so far has turned a digit into new numbers. How few numbers are enough to say what a "
                "digit looks like? Let a network find out by itself. An **autoencoder** has two halves. The "
                "**encoder** turns the {pixels} pixels into a few numbers, the **code**. The **decoder** gets "
                "nothing but the code, and must draw the digit again. The loss is the mean squared error between the "
                "picture that goes in and the one that comes out. No labels are needed.\n\nHere the layers have "
                "{pixels}, {hidden}, the code, {hidden} and {pixels} units. They were trained with Adam for {epochs} "
                "epochs on {training:,} digits, when this page was first opened.",
                pixels=theory.PIXELS,
                hidden=theory.HIDDEN,
                epochs=theory.EPOCHS[-1],
                training=theory.TRAINING,
            )
        )
        predict(SLUG, "linear")
        size = int(layout.pick(SLUG, SIZE))
        first = int(layout.control(SLUG, FIRST))
        layout.text(
            tr(
                "**PCA** (principal component analysis) is the best code that only multiplies and adds, an autoencoder "
                "without activations. It keeps the directions in which the digits differ most."
            )
        )
    network, linear = theory.trained(size)[-1], theory.linear(size)
    test = theory.digits().test
    originals = test[first : first + SHOWN]
    with picture:
        for key, name, images in (
            ("originals", tr("Test digits as they are"), originals),
            (
                "copies",
                tr("Drawn from {size} numbers by the autoencoder", size=size),
                network.decode(network.encode(originals)),
            ),
            (
                "linear-copies",
                tr("Drawn from {size} numbers by PCA", size=size),
                linear.decode(linear.encode(originals)),
            ),
        ):
            layout.text(f"**{name}**")
            _strip(images, f"codes-{key}", f"{name}: " + _names(range(first, first + SHOWN)))
        mean = theory.digits().train.mean(axis=0)
        st.dataframe(
            {
                tr("code"): [
                    tr("autoencoder, {size} numbers", size=size),
                    tr("PCA, {size} numbers", size=size),
                    tr("none: always the mean digit"),
                ],
                tr("error on test digits"): [
                    number(error, ".4f")
                    for error in (network.loss(test), linear.loss(test), np.mean((test - mean) ** 2))
                ],
            },
            hide_index=True,
        )
        st.caption(tr("Mean squared errors of the pixels, which lie between 0 and 1."))


def _strip(images: np.ndarray, key: str, label: str, labels: list[str] | None = None) -> None:
    """Pictures (n, 64) side by side."""
    layout.figure(
        figures.by_width(
            lambda width: figures.tile_grid(
                np.clip(images, 0, 1).reshape(-1, 8, 8), labels or (), columns=len(images), width=width
            ),
            (300, 560),
        ),
        key=key,
        label=label,
    )


def _names(places: Any) -> str:
    """What the test digits at some places are."""
    return ", ".join(tr("a {label}", label=label) for label in theory.digits().y[theory.TRAINING :][list(places)])


# A map ------------------------------------------------------------------------------------------


# A walk -----------------------------------------------------------------------------------------


@st.fragment
def _walk() -> None:
    text, picture = layout.section(tr("From one digit to another"))
    labels = theory.digits().y[theory.TRAINING :]
    with text:
        layout.text(
            tr(
                "Take the codes of two digits and walk from one to the other in a straight line. At each step, let the "
                "decoder draw. Below it, the two pictures are simply mixed, pixel by pixel. In the mixture you see "
                "both digits at once. On the way through the codes, strokes bend and move instead."
            )
        )
        size = int(layout.pick(SLUG, WALK_SIZE))
        start, end = (int(value) for value in layout.controls(SLUG, [START, END]))
    first, last = theory.digits().test[start], theory.digits().test[end]
    network = theory.trained(size)[-1]
    ends = tr("from a {labels} to a {labels2}", labels=labels[start], labels2=labels[end])
    with picture:
        layout.text(tr("**Through the codes of {size} numbers**, {ends}", size=size, ends=ends))
        _strip(
            theory.walk(network, first, last, STEPS),
            "codes-way",
            tr("{steps} pictures {ends} through the codes", steps=STEPS, ends=ends),
        )
        layout.text(tr("**Mixed pixel by pixel**"))
        mixed = first + np.linspace(0, 1, STEPS)[:, None] * (last - first)
        _strip(mixed, "codes-mixed", tr("{steps} pictures {ends}, mixed pixel by pixel", steps=STEPS, ends=ends))


# Neighbors --------------------------------------------------------------------------------------


@st.fragment
def _neighbors() -> None:
    text, picture = layout.section(tr("Similar pictures are neighbors"))
    data = theory.digits()
    with text:
        layout.text(
            tr(
                "A code whose distances mean something is also called an **embedding**: similar things lie close "
                "together. So you can search for pictures like this one by comparing a few numbers. The same idea "
                "turns words into rows of numbers, where words with similar meanings are neighbors."
            )
        )
        predict(SLUG, "neighbors")
        size = int(layout.pick(SLUG, NEAR_SIZE))
        query = int(layout.control(SLUG, QUERY))
    network = theory.trained(size)[-1]
    code = network.encode(data.test[query : query + 1])[0]
    found = theory.nearest(network.encode(data.train), code, NEIGHBORS)
    label, names = int(data.y[theory.TRAINING + query]), data.y[found]
    share = theory.neighbor_accuracy(network)
    with picture:
        layout.text(
            tr(
                "**Test digit {query}**, and its {neighbors} nearest training digits, compared by {size} numbers",
                query=query,
                neighbors=NEIGHBORS,
                size=size,
            )
        )
        _strip(
            np.vstack([data.test[query][None], data.train[found]]),
            "codes-neighbors",
            tr("Test digit {query}, a {label}, and its nearest training digits: ", query=query, label=label)
            + ", ".join(map(str, names)),
            [tr("a {label}", label=label), *map(str, names)],
        )
        st.caption(
            tr(
                "For {share:.1%} of all {test} test digits, the training digit with the nearest code of {size} "
                "numbers is the same digit.",
                share=share,
                test=TEST,
                size=size,
            )
        )
