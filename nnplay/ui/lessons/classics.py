"""The three classics: their story, a look at the data, and the way into the playground."""

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
from nnplay.models.shapes import trace
from nnplay.registry import Param
from nnplay.spec import DatasetSpec
from nnplay.theory import classics as theory
from nnplay.ui.common.errors import show_errors
from nnplay.ui.lessons import layout

SLUG = "classics"
DIABETES = "pima-mlp"
DENSE, CONVOLUTION = ("mnist-dense", "mnist-mlp"), ("mnist-convnet", "mnist-cnn")
CLOTHES = "fashion-cnn"
PER_CLASS = 8

COLUMN = Param("column", "choice", "Insulin", "Which measurement is drawn by class.", label="Measurement",
               choices=PIMA.feature_names)  # fmt: skip
CHOICE = Param("choice", "integer", 0, "Another number shows other examples of each class.", label="Choice of examples",
               minimum=0, maximum=999)  # fmt: skip
KEEP = Param("keep", "boolean", True, "Whether the zeros are drawn too.", label="With zeros")


def show() -> None:
    """All sections; clothes only where that experiment is in the catalogue."""
    _diabetes()
    _digits()
    if CLOTHES in CATALOGUE:
        _clothes(CATALOGUE[CLOTHES])
    layout.question(
        "A network for diabetes reaches 71%. Is that good?",
        "Compare it with what needs no network: always answering *no diabetes* is right for about 65% of these women. "
        "And ask what the errors are: of the women with diabetes, how many were missed? A single accuracy hides that.",
    )
    layout.question(
        "99% on MNIST, and your own digit is misread. Why?",
        "MNIST's digits were written by American census clerks and students, scaled to 20 × 20 pixels and centred by "
        "their ink. Another pen, another hand, or a digit that is not centred is other data. The *Draw* page does the "
        "same scaling and centring; without it most drawings would be misread.",
    )


def _story(preset: Preset) -> None:
    """Its source, what to expect, and how many weights it has, which is counted here."""
    parameters = trace(preset.spec).checked().parameters
    st.markdown(
        f"**{preset.title}.** {preset.about} {parameters:,} weights. **Expect** {preset.expected} "
        f"**Source:** {preset.source}"
    )


def _open(preset: Preset) -> None:
    layout.try_it(preset.spec, f"Open: {preset.title}")


def _at_hand(dataset: DatasetSpec) -> bool:
    return not data_files.missing(dataset.kind.files)


def _look(dataset: DatasetSpec) -> Dataset | None:
    """The data, if they are here or are wanted; else a button that gets them."""
    if not _at_hand(dataset) and not st.button(
        f"Get {dataset.kind.title}",
        icon=":material/download:",
        key=f"{SLUG}-get-{dataset.name}",
        help="Downloads the data once and keeps them on this machine.",
    ):
        st.caption("These data are not on this machine yet. The text and the experiment need them not.")
        return None
    with show_errors(), st.spinner("Loading the data …", show_time=False):
        return load_dataset(dataset)
    return None


@st.fragment
def _diabetes() -> None:
    preset = CATALOGUE[DIABETES]
    text, picture = layout.section("Diabetes from eight numbers")
    with picture:
        data = _look(preset.spec.dataset)
    with text:
        st.markdown(
            "Near Phoenix, Arizona, people of the Pima community have been examined again and again since 1965. These "
            "are 768 women of at least 21 years, and whether diabetes was found within the next five years (Smith and "
            "others 1988). The table is small, real, and not clean, which makes it a better teacher than a tidy one."
        )
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
                rf"= {100 * rows / len(x):.0f}\,\%",
                rf"\text{{always ‘no diabetes’}}: \frac{{{int(share * len(y) + 0.5)}}}{{{len(y)}}} "
                rf"= {100 * share:.1f}\,\%",
            )
            st.markdown(
                "A blood pressure of 0 is no blood pressure. In five columns a **0 means not measured**, and the "
                "network is told nothing of that: to it, 0 is just a low number."
            )
    with text:
        st.markdown(
            "**Try next:** *Scaling: standard* in the data's options, and a batch size of 16; early stopping; fewer "
            "units, which on so few rows do no harm; and compare with the share that a guess reaches."
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
        label="Zeros by column: "
        + ", ".join(f"{name} {count}" for name, count in zip(PIMA.feature_names, zeros, strict=True)),
        table=lambda: {
            "column": list(PIMA.feature_names),
            "zeros": zeros,
            "can be 0": [name not in PIMA_ZEROS for name in PIMA.feature_names],
        },
    )
    values = x[:, PIMA.feature_names.index(column)]
    shown = np.ones(len(values), dtype=bool) if keep else values != 0
    layout.figure(
        pictures.column_histogram(values[shown], y[shown], data.class_names, column),
        key="pima-column",
        label=f"{column} by class, {'with' if keep else 'without'} its zeros: mean "
        + ", ".join(f"{values[shown & (y == k)].mean():.4g} for {name}" for k, name in enumerate(data.class_names)),
    )
    st.caption(f"Source: {DatasetSpec('pima').kind.source}.")


@st.fragment
def _digits() -> None:
    text, picture = layout.section("Handwritten digits, twice")
    dense, convolution = (CATALOGUE[names[0]] for names in (DENSE, CONVOLUTION))
    with text:
        st.markdown(
            "MNIST has been the first test of every method since 1998: 70,000 digits of 28 × 28 pixels. Read it with a "
            "**dense** network, which has a weight for every pixel, and with a **convolution** network, which looks at "
            "windows. The convolution network with three layers reads better than both dense ones with a quarter of "
            "the weights or less; but it takes longer, because each weight is used at hundreds of places."
        )
        st.dataframe(_compare([*DENSE, *CONVOLUTION]), hide_index=True)
        for preset in (dense, convolution):
            _story(preset)
        st.markdown(
            "**Try next:** fewer *images for training* and see which of the two suffers more; one layer less; "
            "another activation; then draw a digit of your own. No time or no download? *Small handwritten digits* "
            "is the same idea in seconds."
        )
        for preset in (dense, convolution, CATALOGUE["digits-cnn"]):
            _open(preset)
    with picture:
        data = _look(dense.spec.dataset)
        if data is not None:
            _gallery(data, dense.spec.dataset)
        else:
            st.markdown("Until then, these are the small digits, which are always at hand:")
            small = CATALOGUE["digits-cnn"].spec.dataset
            _gallery(load_dataset(small), small)


def _compare(names: Sequence[str]) -> dict[str, list[str]]:
    presets = [CATALOGUE[name] for name in names]
    return {
        "network": [preset.title for preset in presets],
        "weights": [f"{trace(preset.spec).checked().parameters:,}" for preset in presets],
        "expected": [preset.expected for preset in presets],
    }


def _gallery(data: Dataset, dataset: DatasetSpec) -> None:
    """Some examples of each class, and the mean of each class."""
    choice = layout.control(SLUG, CHOICE, name=dataset.name)
    images, _ = preview_images(data, PER_CLASS, seed=choice)
    layout.figure(
        figures.by_width(lambda width: figures.tile_grid(images, columns=PER_CLASS, width=width, tile=34), (300, 420)),
        key=f"{dataset.name}-gallery",
        label=f"{PER_CLASS} training examples of each class, choice {choice}: {', '.join(data.class_names)}",
    )
    means = theory.mean_images(data.x_train[..., 0], data.y_train, len(data.class_names))
    counts = np.bincount(data.y_train, minlength=len(data.class_names))
    layout.figure(
        figures.by_width(
            lambda width: figures.tile_grid(means, data.class_names, columns=5, width=width, tile=60), (300, 520)
        ),
        key=f"{dataset.name}-means",
        label=f"The mean of all {len(data.y_train):,} training images of each class",
        table=lambda: {"class": list(data.class_names), "training examples": counts},
    )
    st.caption(f"Above: examples; below: the mean image of each class. Source: {dataset.kind.source}.")


@st.fragment
def _clothes(preset: Preset) -> None:
    text, picture = layout.section("Clothes")
    with text:
        st.markdown(
            "MNIST has become too easy, so in 2017 Zalando made a set of the same size and shape with pictures of "
            "clothes. A shirt, a pullover and a coat differ by little on 28 × 28 pixels. What gives 99% on digits "
            "gives about 90% here."
        )
        _story(preset)
        st.markdown(
            "**Try next:** a second convolution layer, dropout before the last layer, and *Evaluate*: which classes "
            "are taken for which?"
        )
        _open(preset)
    with picture:
        data = _look(preset.spec.dataset)
        if data is not None:
            _gallery(data, preset.spec.dataset)
