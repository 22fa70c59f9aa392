"""Tensors and their shapes; reshape, scale, one-hot, split, each on real data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.datasets.base import SPLIT_SEED, STRATIFY, TEST_SIZE, VALIDATION_SIZE
from nnplay.datasets.explore.preview import split_counts
from nnplay.datasets.preprocessing.encoding import one_hot
from nnplay.figures.lessons import image_grids
from nnplay.figures.lessons import tensors as pictures
from nnplay.lessons import lesson
from nnplay.models.layers import show_shape
from nnplay.registry import Param
from nnplay.spec import DatasetSpec, LayerSpec
from nnplay.theory import latex
from nnplay.theory import tensors as theory
from nnplay.theory.sample_photos import PHOTOS
from nnplay.theory.sample_tensors import SampleTensor, sample_tensors
from nnplay.ui.common.errors import show_errors
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict

SLUG = "tensors"
IRIS = "iris"
FEATURES = ("mean radius", "mean area", "mean smoothness", "worst symmetry")
"""Columns of the breast cancer table that are measured on very different scales."""

TENSOR = Param("tensor", "choice", "batch", "The tensor to look at. The further down the list, the more axes it has.",
               choices=tuple(sample_tensors()))  # fmt: skip
INDICES = Param("indices", "integer", 0, "How many axes get an index, starting with the first. Each index takes "
                "one axis away.", label="Number of indices", minimum=0)  # fmt: skip
ROWS = Param("rows", "integer", 8, "The number of rows in the new shape.", minimum=1, maximum=64)
COLUMNS = Param("columns", "integer", 8, "The number of columns in the new shape.", minimum=1, maximum=64)
PLACE = Param("place", "integer", 19, "The number to follow: 0 is the first of the 64.", label="Place in the row",
              minimum=0, maximum=63)  # fmt: skip
SCALED = Param("scaled", "choice", "as measured", "The form in which the network gets its inputs.", label="Scaling",
               choices=("as measured", "0 to 1", "standardized"))  # fmt: skip
PATIENT = Param("patient", "integer", 0, "The example whose numbers are worked out below.", label="Training example",
                minimum=0, maximum=300)  # fmt: skip
FIRST = Param("first", "integer", 0, "The first of the six digits shown.", label="First digit", minimum=0, maximum=1000)


def show() -> None:
    """All sections."""
    _boxes()
    _reshape()
    _normalise()
    _one_hot()
    _split()
    layout.question(
        "A network for MNIST takes inputs of shape (28, 28, 1). Your picture has shape (28, 28). What is missing?",
        "Two axes of length 1: the channel at the end, and the batch at the beginning, because Keras always takes a "
        "batch. `picture[None, :, :, None]` has the shape (1, 28, 28, 1). No number changes.",
    )
    layout.question(
        "Why is it wrong to compute the mean and standard deviation on all the data before the split?",
        "The test data stand for data that nobody has seen yet. If they help decide how inputs are scaled, some "
        "information about them has leaked into training, and the test result looks better than it should. For the "
        "same reason, never choose anything by the test result. That is what the validation data are for.",
    )
    layout.try_it(
        SPECS["pima-mlp"]
        .with_dataset(DatasetSpec("breast_cancer"))
        .with_layers((LayerSpec("Dense", units=8),))
        .with_training(batch_size=16, epochs=30),
        "Try scaled and unscaled inputs in the playground",
        "The breast cancer table with standardized inputs. Train it. Then set *Scaling* to *none* under *About and "
        "options*, train again, and compare the curves.",
    )


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as Python writes it, with thin groups of thousands: `(1,797, 8, 8)`."""
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


@st.fragment
def _boxes() -> None:
    text, picture = layout.section("Numbers in boxes")
    found = sample_tensors()
    with text:
        layout.text(
            "So far, an example was mostly one or two numbers. But how does a computer hold a photo, a table or a "
            "batch of digits? As a **tensor**: a box of numbers with any number of axes. Everything that goes into or "
            "comes out of a layer is one. With no axis it is a *scalar*, with one a *vector*, with two a *matrix*; "
            "after that we just count: 3-D, 4-D. Its **shape** says how long each axis is. What each axis means is a "
            "convention, so remember the order: samples first, channels last."
        )
        name = layout.control(SLUG, TENSOR, format_func=lambda one: _title(found[one]))
        example = found[name]
        given, place = 0, ()
        if example.axes:
            given = layout.control(SLUG, replace(INDICES, maximum=len(example.axes)), name=name)
        params = [_index(example, axis) for axis in range(given)]
        if params:
            place = tuple(layout.controls(SLUG, params, name=f"{name}-{given}"))
        part = np.asarray(example.values[place])
        code = f"x[{', '.join(map(str, place))}]" if place else "x"
        layout.text(
            f"`{code}.shape == {shape_text(part.shape)}`: a **{theory.rank_name(part.ndim)}** of {part.size:,} "
            f"{'number' if part.size == 1 else 'numbers'}, {example.unit}."
        )
        st.dataframe(
            {
                "axis": list(range(part.ndim)),
                "meaning": list(example.axes[given:]),
                "length": list(part.shape),
            },
            hide_index=True,
        ) if part.ndim else layout.text(f"Its only number is **{part[()]:g}**.")
        layout.text(example.about)
    with picture:
        light = name.startswith("photo")
        layout.figure(
            figures.by_width(
                lambda width: pictures.tensor_picture(part, "light" if light else "ink", width=width), (320, 640)
            ),
            key="tensor",
            label=f"{example.title}, {code}: {theory.rank_name(part.ndim)} of shape {shape_text(part.shape)}",
        )
        if light:
            st.caption(" ".join(f"{photo.credit}." for photo in PHOTOS.values()))
        elif name in ("length", "flower", "table"):
            st.caption("R. A. Fisher 1936, from scikit-learn.")
        else:
            st.caption("Digits: E. Alpaydin and C. Kaynak 1998, from scikit-learn.")


def _title(example: SampleTensor) -> str:
    rank = theory.rank_name(example.values.ndim)
    return f"{rank[0].upper()}{rank[1:]}: {example.title.lower()}"


def _index(example: SampleTensor, axis: int) -> Param:
    length = example.values.shape[axis]
    return Param(
        f"index{axis}",
        "integer",
        0,
        f"One of the {length} entries along axis {axis} ({example.axes[axis]}); the first is 0.",
        label=f"Axis {axis}: {example.axes[axis]}",
        minimum=0,
        maximum=length - 1,
    )


@st.fragment
def _reshape() -> None:
    text, picture = layout.section("Reshape: same numbers, new rows")
    digit = sample_tensors()["digit"].values
    row = digit.reshape(-1)
    with text:
        layout.text(
            "In memory, every tensor is one long row of numbers; the index of the last axis changes fastest. "
            "**Reshape** cuts that row into rows of a different length. No number moves, and none is lost. So the new "
            "shape must have exactly as many places, and a reshaped picture soon stops looking like a picture."
        )
        predict(SLUG, "reshape")
        rows, columns = layout.controls(SLUG, [ROWS, COLUMNS])
        place = layout.control(SLUG, PLACE)
        fits = rows * columns == row.size
        if fits:
            line, column = divmod(place, columns)
            layout.formula(
                rf"{rows} \cdot {columns} = {row.size} \text{{ places}}",
                rf"\text{{place}} = \text{{row}} \cdot {columns} + \text{{column}} "
                rf"= {line} \cdot {columns} + {column} = {theory.place_in_row((line, column), (rows, columns))}",
            )
        else:
            st.error(
                f"{rows} × {columns} makes {rows * columns} places for {row.size} numbers. Rows times columns must "
                f"be {row.size}, for example 8 × 8, 4 × 16 or 1 × 64.",
                icon=":material/error:",
            )
            columns = 8
        layout.text(f"Flatten, which {lesson('pooling').reference} is about, reshapes to a single axis.")
    with picture:
        line, column = divmod(place, columns)
        layout.figure(
            pictures.number_row(row, place),
            key="reshape-row",
            label=f"The 64 numbers of a digit in one row; number {place} is {row[place]:g}",
        )
        layout.figure(
            image_grids.picture(
                row.reshape(-1, columns), "ink", windows=[image_grids.Window(line, column, 1)], size=300
            ),
            key="reshape",
            label=f"The same numbers as {row.size // columns} rows of {columns}; number {place} is in row {line}, "
            f"column {column}",
            table=lambda: dict(enumerate(row.reshape(-1, columns).T)),
        )


@st.fragment
def _normalise() -> None:
    text, picture = layout.section("Scale the inputs, so that none drowns out the others")
    data = load_dataset(DatasetSpec("breast_cancer", scaling="none"))
    chosen = [data.signature.feature_names.index(name) for name in FEATURES]
    train, test = (np.asarray(part[:, chosen], dtype=np.float64) for part in (data.x_train, data.x_test))
    with text:
        layout.text(
            "In the breast cancer table, an area is a number around 650, and a smoothness is around 0.1. All weights "
            "start at about the same size, so at first the area alone decides. And a learning rate that suits one "
            "weight is wrong for the other. Bringing all inputs to a similar range fixes both problems. *Deviation* "
            "below is the standard deviation: the usual distance from the mean."
        )
        scaled = layout.pick(SLUG, SCALED)
        patient = layout.control(SLUG, replace(PATIENT, maximum=len(train) - 1))
        area = FEATURES.index("mean area")
        value, column = float(train[patient, area]), train[:, area]
        if scaled == "0 to 1":
            after = theory.from_0_to_1(train, train), theory.from_0_to_1(test, train)
            layout.formula(
                rf"x' = \frac{{x - \min}}{{\max - \min}} = \frac{{{value:.1f} - {column.min():.1f}}}"
                rf"{{{column.max():.1f} - {column.min():.1f}}} = {latex.number(after[0][patient, area])}"
            )
        elif scaled == "standardized":
            after = theory.standardized(train, train), theory.standardized(test, train)
            layout.formula(
                rf"x' = \frac{{x - \text{{mean}}}}{{\text{{deviation}}}} = \frac{{{value:.1f} - {column.mean():.1f}}}"
                rf"{{{column.std():.1f}}} = {latex.number(after[0][patient, area])}"
            )
        else:
            after = train, test
            layout.formula(rf"x = {value:.1f} \text{{ (mean area)}}")
        layout.text(
            "Minimum, maximum, mean and deviation come from the **training data alone**, so a test value may lie "
            "outside the range from 0 to 1. Pixels are simpler: we know their range in advance, so we divide by the "
            "maximum, here 16 or 255."
        )
    with picture:
        layout.figure(
            pictures.strips({name: (after[0][:, k], after[1][:, k]) for k, name in enumerate(FEATURES)}, patient),
            key="strips",
            label=f"Four measurements of {len(train)} training and {len(test)} test examples, {scaled}, on one axis",
            table=lambda: {
                "feature": list(FEATURES),
                "smallest": after[0].min(axis=0),
                "mean": after[0].mean(axis=0),
                "largest": after[0].max(axis=0),
                "deviation": after[0].std(axis=0),
                "chosen one": after[0][patient],
            },
        )
        st.caption(f"Source: {DatasetSpec('breast_cancer').kind.source}.")


@st.fragment
def _one_hot() -> None:
    text, picture = layout.section("One-hot: a class is not an amount")
    data = load_dataset(DatasetSpec("digits"))
    with text:
        layout.text(
            "The class of a digit is a name that happens to be a number. An 8 is not twice a 4, and we should not tell "
            "a network that a 5 is in between a 4 and a 6. **One-hot** gives each class its own column: 1 for the true "
            "class, 0 for all others. A softmax output has the same shape, so you can compare the two number by number."
        )
        first = layout.control(SLUG, replace(FIRST, maximum=len(data.y_train) - 6))
        labels = data.y_train[first : first + 6]
        layout.formula(
            rf"{labels[0]} \;\rightarrow\; ({', '.join(str(int(one)) for one in one_hot(labels[:1], 10)[0])})"
        )
        layout.text(
            "With thousands of classes, such rows are nearly all zeros. So Keras's *sparse* categorical cross-entropy "
            "takes the class number and reads only the probability that counts. The loss is the same; it needs less "
            "memory."
        )
    rows = one_hot(labels, 10)
    with picture:
        live = figures.tile_grid(
            data.x_train[first : first + 6], [str(label) for label in labels], columns=6, width=300
        )
        layout.figure(live, key="one-hot-digits", label=f"Six training digits: {', '.join(map(str, labels))}")
        layout.figure(
            image_grids.number_grids(
                [image_grids.Grid("one-hot rows, a column per class 0 to 9", rows, "ink")], across=1, cell=30
            ),
            key="one-hot",
            label="Their one-hot rows: a single 1 in the column of the class",
            table=lambda: {"digit": labels, **{str(k): rows[:, k].astype(int) for k in range(10)}},
        )


@st.fragment
def _split() -> None:
    text, picture = layout.section("Split: three parts, three jobs")
    with text:
        layout.text(
            "- **Training data** change the weights.\n"
            "- **Validation data** are used after every epoch and change no weights. They tell you when to stop and "
            "which network to choose. So your choices end up fitted to them a little.\n"
            "- **Test data** are used once, at the very end. They give the honest result."
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
            layout.formula(
                rf"\lceil {test_size:g} \cdot {everything} \rceil = {total['test']} \text{{ test}}",
                rf"\lceil {validation_size:g} \cdot {rest} \rceil = {total['validation']} \text{{ validation}}, \quad "
                rf"{rest} - {total['validation']} = {total['training']} \text{{ training}}",
            )
            layout.text(
                "A stratified split gives every part the same mix of classes. Without it, the mix is random: switch it "
                "off and try different seeds. Be careful with data in time order, or with several rows from the same "
                "patient: rows that belong together must stay in the same part."
            )
            with picture:
                layout.figure(
                    pictures.part_bars(
                        {str(part): list(counts[part]) for part in counts.columns}, list(map(str, counts.index))
                    ),
                    key="split",
                    label="Irises of each species in the parts: "
                    + ", ".join(f"{part} {show_shape((count,))}" for part, count in total.items()),
                    table=lambda: counts.reset_index(names="species"),
                )
