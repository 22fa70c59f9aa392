"""Three classic datasets: their story, a look at the data, and ready experiments for the playground."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.catalogue import CATALOGUE, Preset
from nnplay.datasets import Dataset, load_dataset
from nnplay.datasets.explore.preview import preview_images
from nnplay.datasets.kinds.tabular import PIMA, PIMA_ZEROS
from nnplay.datasets.store import data_files
from nnplay.figures.lessons import classics as pictures
from nnplay.i18n import N_, number, tr
from nnplay.models.shapes import trace
from nnplay.registry import Param
from nnplay.spec import DatasetSpec
from nnplay.theory import classics as theory
from nnplay.theory import latex
from nnplay.ui.common import loading
from nnplay.ui.common.errors import show_errors
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict

SLUG = "classics"
DIABETES = "pima-mlp"
DENSE, CONVOLUTION = ("mnist-dense", "mnist-mlp"), ("mnist-convnet", "mnist-cnn")
CLOTHES = "fashion-cnn"
PER_CLASS = 8

COLUMN = Param(
    "column",
    "choice",
    "Insulin",
    N_("The measurement to show for each class."),
    label=N_("Measurement"),
    choices=PIMA.feature_names,
)
CHOICE = Param("choice", "integer", 0, N_("Each number shows different examples of each "
    "class."), label=N_("Set of examples"),
               minimum=0, maximum=999)  # fmt: skip
KEEP = Param("keep", "boolean", True, N_("Shows the zeros, too."), label=N_("With zeros"))


def show() -> None:
    """All sections; clothes only where that experiment is in the catalogue."""
    _diabetes()
    _digits()
    if CLOTHES in CATALOGUE:
        _clothes(CATALOGUE[CLOTHES])
    layout.question(
        tr("A network for diabetes reaches 71% accuracy. Is that good?"),
        tr(
            "Compare it with something that needs no network: always answering *no diabetes* is right for about 65% of "
            "these women. And ask about the mistakes: how many of the women with diabetes were missed? Accuracy alone "
            "does not tell you."
        ),
    )
    layout.question(
        tr("A network reaches 99% on MNIST and still misreads your own digit. Why?"),
        tr(
            "MNIST's digits were written by American census workers and students, scaled to 20 × 20 pixels and "
            "centered by their ink. A different pen, different handwriting, or a digit that is off center is a "
            "different kind of data. The *Draw* page does the same scaling and centering; without it, most drawings "
            "would be misread."
        ),
    )


def _story(preset: Preset) -> None:
    """Its source, what to expect, and how many weights it has, which is counted here."""
    parameters = trace(preset.spec).checked().parameters
    layout.text(
        tr(
            "**{title}.** {about} {parameters:,} weights. **Expected result:** {expected} **Source:** {source}",
            title=preset.title,
            about=preset.about,
            parameters=parameters,
            expected=preset.expected,
            source=preset.source,
        )
    )


def _open(preset: Preset) -> None:
    layout.try_it(preset.spec, tr("Open: {title}", title=preset.title), trains=False)


def _at_hand(dataset: DatasetSpec) -> bool:
    return not data_files.missing(dataset.kind.files)


def _look(dataset: DatasetSpec) -> Dataset | None:
    """The data, if they are here or were asked for; else a button that gets them."""
    if not _at_hand(dataset) and not st.button(
        tr("Get {title}", title=dataset.kind.title),
        icon=":material/download:",
        key=f"{SLUG}-get-{dataset.name}",
        help=tr("Downloads the data once and keeps them on this machine."),
    ):
        st.caption(tr("These data are not on this machine yet. You can read on and open the experiment without them."))
        return None
    with show_errors():
        return loading.load(dataset)
    return None


@st.fragment
def _diabetes() -> None:
    preset = CATALOGUE[DIABETES]
    text, picture = layout.section(tr("Diabetes from eight numbers"))
    with picture:
        data = _look(preset.spec.dataset)
    with text:
        layout.text(
            tr(
                "Can eight numbers tell who will get diabetes? Near Phoenix, Arizona, members of the Pima community "
                "have been examined regularly since 1965. This table has 768 women aged 21 or older, and whether "
                "diabetes was found within the next five years (Smith and others 1988). It is small, real and not "
                "clean, so you can learn more from it than from a tidy one."
            )
        )
        predict(SLUG, "guess")
        _story(preset)
        if data is not None:
            column, keep = layout.controls(SLUG, [COLUMN, KEEP])
    if data is not None:
        x, y = _everything(data)
        with picture:
            _zeros(x, y, data, str(column), bool(keep))
        with text:
            columns = [PIMA.feature_names.index(name) for name in PIMA_ZEROS]
            rows = theory.rows_with_zeros(x, columns)
            share = theory.majority_share(y)
            layout.formula(
                rf"\frac{{\text{{rows with an impossible 0}}}}{{\text{{all rows}}}} = \frac{{{rows}}}{{{len(x)}}} "
                rf"= {latex.written(100 * rows / len(x), '.0f')}\%",
                rf"\text{{always ‘no diabetes’}}: \frac{{{int(share * len(y) + 0.5)}}}{{{len(y)}}} "
                rf"= {latex.written(100 * share, '.1f')}\%",
            )
            layout.text(
                tr(
                    "Nobody has a blood pressure of 0. In five columns, a **0 means not measured**: a *missing value*. "
                    "The network does not know that: to the network, 0 is just a low number."
                )
            )
    with text:
        layout.text(
            tr(
                "**Try next:** *Scaling: standard* in the data's options and a batch size of 16; then early stopping; "
                "then fewer units, which are enough for so few rows. Each time, compare with always answering *no "
                "diabetes*."
            )
        )
        _open(preset)


def _everything(data: Dataset) -> tuple[np.ndarray, np.ndarray]:
    """All examples in the units of their source, and their classes."""
    x = np.concatenate([data.source[part] for part in data.parts])
    return x, np.concatenate([y for _, y in data.parts.values()])


def _zeros(x: np.ndarray, y: np.ndarray, data: Dataset, column: str, keep: bool) -> None:
    zeros = theory.count_zeros(x)
    layout.figure(
        pictures.zero_bars(PIMA.feature_names, zeros, PIMA_ZEROS, column),
        key="pima-zeros",
        label=tr("Zeros by column: ")
        + ", ".join(f"{name} {count}" for name, count in zip(PIMA.feature_names, zeros, strict=True)),
        table=lambda: {
            tr("column"): list(PIMA.feature_names),
            tr("zeros"): zeros,
            tr("can be 0"): [name not in PIMA_ZEROS for name in PIMA.feature_names],
        },
    )
    classes = list(map(tr, data.class_names))
    values = x[:, PIMA.feature_names.index(column)]
    shown = np.ones(len(values), dtype=bool) if keep else values != 0
    layout.figure(
        pictures.column_histogram(values[shown], y[shown], classes, column),
        key="pima-column",
        label=(
            tr("{column} by class, with its zeros: mean ", column=column)
            if keep
            else tr("{column} by class, without its zeros: mean ", column=column)
        )
        + ", ".join(
            tr("{values:.4g} for {name}", values=values[shown & (y == k)].mean(), name=name)
            for k, name in enumerate(classes)
        ),
    )
    st.caption(tr("Source: {source}.", source=DatasetSpec("pima").kind.source))


@st.fragment
def _digits() -> None:
    text, picture = layout.section(tr("Handwritten digits, twice"))
    dense, convolution = (CATALOGUE[names[0]] for names in (DENSE, CONVOLUTION))
    with text:
        layout.text(
            tr(
                "Since 1998, MNIST has been the first test for almost every method: 70,000 digits of 28 × 28 pixels. "
                "Read it with a **dense** network, which has separate weights for every pixel, and with a "
                "**convolutional** network, which looks at windows. The network with three convolution layers reads "
                "better than both dense ones, with less than a quarter of the weights. But it takes longer, because "
                "each weight is used at hundreds of places."
            )
        )
        st.dataframe(_compare([*DENSE, *CONVOLUTION]), hide_index=True)
        for preset in (dense, convolution):
            _story(preset)
        layout.text(
            tr(
                "**Try next:** use fewer *images for training* and see which of the two suffers more. Remove a layer. "
                "Try a different activation. Then draw a digit of your own. No time, or no download? *Small "
                "handwritten digits* shows the same idea in seconds."
            )
        )
        for preset in (dense, convolution, CATALOGUE["digits-cnn"]):
            _open(preset)
    with picture:
        data = _look(dense.spec.dataset)
        if data is not None:
            _gallery(data, dense.spec.dataset)
        else:
            layout.text(tr("Until then, here are the small digits, which need no download:"))
            small = CATALOGUE["digits-cnn"].spec.dataset
            _gallery(load_dataset(small), small)


def _compare(names: Sequence[str]) -> dict[str, list[str]]:
    presets = [CATALOGUE[name] for name in names]
    return {
        tr("network"): [preset.title for preset in presets],
        tr("weights"): [number(trace(preset.spec).checked().parameters, ",") for preset in presets],
        tr("expected"): [preset.expected for preset in presets],
    }


def _gallery(data: Dataset, dataset: DatasetSpec) -> None:
    """Some examples of each class, and the mean of each class."""
    choice = layout.control(SLUG, CHOICE, name=dataset.name)
    classes = list(map(tr, data.class_names))
    images, _ = preview_images(data, PER_CLASS, seed=choice)
    layout.figure(
        figures.by_width(lambda width: figures.tile_grid(images, columns=PER_CLASS, width=width, tile=34), (300, 420)),
        key=f"{dataset.name}-gallery",
        label=tr(
            "{per_class} training examples of each class, set {choice}: {class_names}",
            per_class=PER_CLASS,
            choice=choice,
            class_names=", ".join(classes),
        ),
    )
    means = theory.mean_images(data.x_train[..., 0], data.y_train, len(data.class_names))
    counts = np.bincount(data.y_train, minlength=len(data.class_names))
    layout.figure(
        figures.by_width(lambda width: figures.tile_grid(means, classes, columns=5, width=width, tile=60), (300, 520)),
        key=f"{dataset.name}-means",
        label=tr("The mean of all {y_train:,} training images of each class", y_train=len(data.y_train)),
        table=lambda: {tr("class"): classes, tr("training examples"): counts},
    )
    st.caption(
        tr("Above: examples. Below: the mean image of each class. Source: {source}.", source=dataset.kind.source)
    )


@st.fragment
def _clothes(preset: Preset) -> None:
    text, picture = layout.section(tr("Clothes"))
    with text:
        layout.text(
            tr(
                "MNIST has become too easy. So in 2017, Zalando made a dataset of the same size and shape with "
                "pictures of clothes. On 28 × 28 pixels, a shirt, a pullover and a coat look much alike. A network "
                "that reaches 99% on digits reaches about 90% here."
            )
        )
        _story(preset)
        layout.text(
            tr(
                "**Try next:** add a second convolution layer, or dropout before the last layer. Then open *Evaluate*: "
                "which classes are confused with each other?"
            )
        )
        _open(preset)
    with picture:
        data = _look(preset.spec.dataset)
        if data is not None:
            _gallery(data, preset.spec.dataset)
