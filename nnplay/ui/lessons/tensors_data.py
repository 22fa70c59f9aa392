"""Data made ready for a network: scaled, one-hot, split."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.datasets import load_dataset
from nnplay.datasets.base import SPLIT_SEED, STRATIFY, TEST_SIZE, VALIDATION_SIZE
from nnplay.datasets.explore.preview import split_counts
from nnplay.datasets.preprocessing.encoding import one_hot
from nnplay.figures.lessons import image_grids
from nnplay.figures.lessons import tensors as pictures
from nnplay.i18n import N_, tr
from nnplay.models.layers import show_shape
from nnplay.registry import Param
from nnplay.spec import DatasetSpec
from nnplay.theory import latex
from nnplay.theory import tensors as theory
from nnplay.ui.common.errors import show_errors
from nnplay.ui.lessons import layout

SLUG = "tensors"

IRIS = "iris"
FEATURES = ("mean radius", "mean area", "mean smoothness", "worst symmetry")
"""Columns of the breast cancer table that are measured on very different scales."""

SCALED = Param(
    "scaled",
    "choice",
    "as measured",
    N_("The form in which the network gets its inputs."),
    label=N_("Scaling"),
    choices=(N_("as measured"), N_("0 to 1"), N_("standardized")),
)
PATIENT = Param("patient", "integer", 0, N_("The example whose numbers are worked out "
    "below."), label=N_("Training example"),
                minimum=0, maximum=300)  # fmt: skip
FIRST = Param(
    "first", "integer", 0, N_("The first of the six digits shown."), label=N_("First digit"), minimum=0, maximum=1000
)


@st.fragment
def _normalise() -> None:
    text, picture = layout.section(tr("Scale the inputs, so that none drowns out the others"))
    data = load_dataset(DatasetSpec("breast_cancer", scaling="none"))
    chosen = [data.signature.feature_names.index(name) for name in FEATURES]
    train, test = (np.asarray(part[:, chosen], dtype=np.float64) for part in (data.x_train, data.x_test))
    with text:
        layout.text(
            tr(
                "In the breast cancer table, an area is a number around 650, and a smoothness is around 0.1. All "
                "weights start at about the same size, so at first the area alone decides. And a learning rate that "
                "suits one weight is wrong for the other. Bringing all inputs to a similar range fixes both problems. "
                "*Deviation* below is the standard deviation: the usual distance from the mean."
            )
        )
        scaled = layout.pick(SLUG, SCALED)
        patient = layout.control(SLUG, replace(PATIENT, maximum=len(train) - 1))
        area = FEATURES.index("mean area")
        value, column = float(train[patient, area]), train[:, area]
        show = functools.partial(latex.number, digits=1)
        if scaled == "0 to 1":
            after = theory.from_0_to_1(train, train), theory.from_0_to_1(test, train)
            layout.formula(
                rf"x' = \frac{{x - \min}}{{\max - \min}} = \frac{{{show(value)} - {show(column.min())}}}"
                rf"{{{show(column.max())} - {show(column.min())}}} = {latex.number(after[0][patient, area])}"
            )
        elif scaled == "standardized":
            after = theory.standardized(train, train), theory.standardized(test, train)
            layout.formula(
                rf"x' = \frac{{x - \text{{mean}}}}{{\text{{deviation}}}} = "
                rf"\frac{{{show(value)} - {show(column.mean())}}}{{{show(column.std())}}} = "
                rf"{latex.number(after[0][patient, area])}"
            )
        else:
            after = train, test
            layout.formula(rf"x = {show(value)} \text{{ (mean area)}}")
        layout.text(
            tr(
                "Minimum, maximum, mean and deviation come from the **training data alone**, so a test value may lie "
                "outside the range from 0 to 1. Pixels are simpler: we know their range in advance, so we divide by "
                "the maximum, here 16 or 255."
            )
        )
    with picture:
        layout.figure(
            pictures.strips({name: (after[0][:, k], after[1][:, k]) for k, name in enumerate(FEATURES)}, patient),
            key="strips",
            label=tr(
                "Four measurements of {train} training and {test} test examples, {scaled}, on one axis",
                train=len(train),
                test=len(test),
                scaled=tr(scaled),
            ),
            table=lambda: {
                tr("feature"): list(FEATURES),
                tr("smallest"): after[0].min(axis=0),
                tr("mean"): after[0].mean(axis=0),
                tr("largest"): after[0].max(axis=0),
                tr("deviation"): after[0].std(axis=0),
                tr("chosen one"): after[0][patient],
            },
        )
        st.caption(tr("Source: {source}.", source=DatasetSpec("breast_cancer").kind.source))


@st.fragment
def _one_hot() -> None:
    text, picture = layout.section(tr("One-hot: a class is not an amount"))
    data = load_dataset(DatasetSpec("digits"))
    with text:
        layout.text(
            tr(
                "The class of a digit is a name that happens to be a number. An 8 is not twice a 4, and we should not "
                "tell a network that a 5 is in between a 4 and a 6. **One-hot** gives each class its own column: 1 for "
                "the true class, 0 for all others. A softmax output has the same shape, so you can compare the two "
                "number by number."
            )
        )
        first = layout.control(SLUG, replace(FIRST, maximum=len(data.y_train) - 6))
        labels = data.y_train[first : first + 6]
        layout.formula(
            rf"{labels[0]} \;\rightarrow\; ({', '.join(str(int(one)) for one in one_hot(labels[:1], 10)[0])})"
        )
        layout.text(
            tr(
                "With thousands of classes, such rows are nearly all zeros. So Keras's *sparse* categorical "
                "cross-entropy takes the class number and reads only the probability that counts. The loss is the "
                "same; it needs less memory."
            )
        )
    rows = one_hot(labels, 10)
    with picture:
        live = figures.tile_grid(
            data.x_train[first : first + 6], [str(label) for label in labels], columns=6, width=300
        )
        layout.figure(
            live, key="one-hot-digits", label=tr("Six training digits: {str}", str=", ".join(map(str, labels)))
        )
        layout.figure(
            image_grids.number_grids(
                [image_grids.Grid(tr("one-hot rows, a column per class 0 to 9"), rows, "ink")], across=1, cell=30
            ),
            key="one-hot",
            label=tr("Their one-hot rows: a single 1 in the column of the class"),
            table=lambda: {tr("digit"): labels, **{str(k): rows[:, k].astype(int) for k in range(10)}},
        )


@st.fragment
def _split() -> None:
    text, picture = layout.section(tr("Split: three parts, three jobs"))
    with text:
        layout.text(
            tr(
                "- **Training data** change the weights.\n"
                "- **Validation data** are used after every epoch and change no weights. They tell you when to stop "
                "and which network to choose. So your choices end up fitted to them a little.\n"
                "- **Test data** are used once, at the very end. They give the honest result."
            )
        )
        test_size, validation_size = layout.controls(SLUG, [TEST_SIZE, VALIDATION_SIZE])
        stratify, seed = layout.controls(SLUG, [STRATIFY, SPLIT_SEED])
        with show_errors():
            data = load_dataset(
                DatasetSpec(
                    IRIS, test_size=test_size, validation_size=validation_size, stratify=stratify, split_seed=seed
                )
            )
            counts = split_counts(data)
            total = {part: int(counts[part].sum()) for part in counts.columns}
            everything = sum(total.values())
            rest = everything - total["test"]
            test, validation = (latex.written(share, "g") for share in (test_size, validation_size))
            layout.formula(
                rf"\lceil {test} \cdot {everything} \rceil = {total['test']} \text{{ test}}",
                rf"\lceil {validation} \cdot {rest} \rceil = {total['validation']} \text{{ validation}}, \quad "
                rf"{rest} - {total['validation']} = {total['training']} \text{{ training}}",
            )
            layout.text(
                tr(
                    "A stratified split gives every part the same mix of classes. Without it, the mix is random: "
                    "switch it off and try different seeds. Be careful with data in time order, or with several rows "
                    "from the same patient: rows that belong together must stay in the same part."
                )
            )
            with picture:
                layout.figure(
                    pictures.part_bars(
                        {str(part): list(counts[part]) for part in counts.columns}, list(map(str, counts.index))
                    ),
                    key="split",
                    label=tr("Irises of each species in the parts: ")
                    + ", ".join(f"{tr(part)} {show_shape((count,))}" for part, count in total.items()),
                    table=lambda: counts.rename(columns=tr).reset_index(names=tr("species")),
                )


def sections() -> None:
    """Scaling, one-hot rows and the split."""
    _normalise()
    _one_hot()
    _split()
