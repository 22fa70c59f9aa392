"""Tensors and their shapes; reshape, normalise, one-hot, split, each on real data."""

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

SLUG = "tensors"
IRIS = "iris"
FEATURES = ("mean radius", "mean area", "mean smoothness", "worst symmetry")
"""Columns of the breast cancer table that are measured on very different scales."""

TENSOR = Param("tensor", "choice", "batch", "What is looked at; further down the list there are more axes.",
               choices=tuple(sample_tensors()))  # fmt: skip
INDICES = Param("indices", "integer", 0, "How many of the first axes get an index; each one takes that axis away.",
                label="Indices given", minimum=0)  # fmt: skip
ROWS = Param("rows", "integer", 8, "How many rows the new shape has.", minimum=1, maximum=64)
COLUMNS = Param("columns", "integer", 8, "How many columns the new shape has.", minimum=1, maximum=64)
PLACE = Param("place", "integer", 19, "Which of the 64 numbers is followed.", label="Place in the row",
              minimum=0, maximum=63)  # fmt: skip
SCALED = Param("scaled", "choice", "as measured", "What the network gets.", label="Scaling",
               choices=("as measured", "0 to 1", "standardised"))  # fmt: skip
PATIENT = Param("patient", "integer", 0, "Whose numbers are worked out below.", label="Training example",
                minimum=0, maximum=300)  # fmt: skip
FIRST = Param("first", "integer", 0, "From which digit on six are shown.", label="First digit", minimum=0, maximum=1000)


def show() -> None:
    """All sections."""
    _boxes()
    _reshape()
    _normalise()
    _one_hot()
    _split()
    layout.question(
        "A network for MNIST takes inputs of shape (28, 28, 1). Your picture has shape (28, 28). What is missing?",
        "Two axes of length one: the channel behind, and the batch in front, because Keras always takes a batch. "
        "`picture[None, :, :, None]` has shape (1, 28, 28, 1). No number changes.",
    )
    layout.question(
        "Why is it wrong to measure mean and deviation on all data before the split?",
        "Test data stand for data that nobody has seen. If they help to decide how inputs are scaled, something of "
        "them has leaked into training, and the test looks better than it should. The same holds for choosing "
        "anything by the test result: that is what the validation part is for.",
    )
    layout.try_it(
        SPECS["pima-mlp"]
        .with_dataset(DatasetSpec("breast_cancer"))
        .with_layers((LayerSpec("Dense", units=8),))
        .with_training(batch_size=16, epochs=30),
        "Try scaled and unscaled inputs in the playground",
        "The breast cancer table with standardised inputs. Train it, then set *Scaling* to *none* under "
        "*About and options*, train again and compare the curves.",
    )


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as Python writes it, with thin groups of thousands: `(1,797, 8, 8)`."""
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


@st.fragment
def _boxes() -> None:
    text, picture = layout.section("Numbers in boxes")
    found = sample_tensors()
    with text:
        st.markdown(
            "A **tensor** is a box of numbers with any number of axes, and everything that enters or leaves a layer "
            "is one. No axis makes a *scalar*, one a *vector*, two a *matrix*; beyond that one counts: 3-D, 4-D. "
            "Its **shape** says how long each axis is. What an axis means is an agreement, so learn the order: "
            "samples first, channels last."
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
        st.markdown(
            f"`{code}.shape == {shape_text(part.shape)}`: a **{theory.rank_name(part.ndim)}** of {part.size:,} "
            f"{'number' if part.size == 1 else 'numbers'}, {example.unit}."
        )
        st.dataframe(
            {
                "axis": list(range(part.ndim)),
                "counts": list(example.axes[given:]),
                "length": list(part.shape),
            },
            hide_index=True,
        ) if part.ndim else st.markdown(f"Its one number is **{part[()]:g}**.")
        st.markdown(example.about)
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
            st.caption("R. A. Fisher 1936, as scikit-learn ships it.")
        else:
            st.caption("Digits: E. Alpaydin and C. Kaynak 1998, as scikit-learn ships them.")


def _title(example: SampleTensor) -> str:
    rank = theory.rank_name(example.values.ndim)
    return f"{rank[0].upper()}{rank[1:]}: {example.title.lower()}"


def _index(example: SampleTensor, axis: int) -> Param:
    length = example.values.shape[axis]
    return Param(
        f"index{axis}",
        "integer",
        0,
        f"Which of the {length} entries along axis {axis} ({example.axes[axis]}) is taken; the first is 0.",
        label=f"Axis {axis}: {example.axes[axis]}",
        minimum=0,
        maximum=length - 1,
    )


@st.fragment
def _reshape() -> None:
    text, picture = layout.section("Reshape: same numbers, other lines")
    digit = sample_tensors()["digit"].values
    row = digit.reshape(-1)
    with text:
        st.markdown(
            "In memory every tensor is one long row, the last axis running fastest. **Reshape** cuts that row into "
            "lines of another length; it moves no number and loses none. That is why the new shape must have "
            "exactly as many places, and why a reshaped picture soon stops looking like one."
        )
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
                f"be {row.size}, e.g. 8 × 8, 4 × 16 or 1 × 64.",
                icon=":material/error:",
            )
            columns = 8
        st.markdown(f"Flatten, which {lesson('pooling').reference} is about, is the reshape to a single axis.")
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
    text, picture = layout.section("Normalise: no input shouts")
    data = load_dataset(DatasetSpec("breast_cancer", scaling="none"))
    chosen = [data.signature.feature_names.index(name) for name in FEATURES]
    train, test = (np.asarray(part[:, chosen], dtype=np.float64) for part in (data.x_train, data.x_test))
    with text:
        st.markdown(
            "In the breast cancer table an area is a number around 650 and a smoothness one around 0.1. Weights "
            "start at about the same size, so at first the area decides alone, and a learning rate that suits one "
            "weight is wrong for the other. Bringing all inputs to a like range mends both."
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
        elif scaled == "standardised":
            after = theory.standardised(train, train), theory.standardised(test, train)
            layout.formula(
                rf"x' = \frac{{x - \text{{mean}}}}{{\text{{deviation}}}} = \frac{{{value:.1f} - {column.mean():.1f}}}"
                rf"{{{column.std():.1f}}} = {latex.number(after[0][patient, area])}"
            )
        else:
            after = train, test
            layout.formula(rf"x = {value:.1f} \text{{ (mean area)}}")
        st.markdown(
            "Minimum, maximum, mean and deviation come from the **training part alone**, so a test value may lie "
            "outside of 0 to 1. Pixels are simpler: their range is known, and they are divided by its maximum, "
            "here by 16 or 255."
        )
    with picture:
        layout.figure(
            pictures.strips({name: (after[0][:, k], after[1][:, k]) for k, name in enumerate(FEATURES)}, patient),
            key="strips",
            label=f"Four measurements of {len(train)} training and {len(test)} test examples, {scaled}, on one axis",
            table=lambda: {
                "feature": list(FEATURES),
                "least": after[0].min(axis=0),
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
        st.markdown(
            "The class of a digit is a name that happens to be a number: an 8 is not twice a 4, and no network "
            "should be told that a 5 lies between 4 and 6. **One-hot** gives each class a column of its own: "
            "1 for the class that it is, 0 for the others. A softmax output has that shape too, so the two can be "
            "compared number by number."
        )
        first = layout.control(SLUG, replace(FIRST, maximum=len(data.y_train) - 6))
        labels = data.y_train[first : first + 6]
        layout.formula(
            rf"{labels[0]} \;\rightarrow\; ({', '.join(str(int(one)) for one in one_hot(labels[:1], 10)[0])})"
        )
        st.markdown(
            "With thousands of classes such rows are nearly all zeros. Keras's *sparse* categorical cross-entropy "
            "therefore takes the class number and reads the one probability that counts: the same loss, less memory."
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
        st.markdown(
            "- **Training** data change the weights.\n"
            "- **Validation** data are read after every epoch and change no weight. They tell you when to stop and "
            "which network to prefer, so in the end you have fitted your choices to them a little.\n"
            "- **Test** data are read once, at the very end. Their result is the honest one."
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
            st.markdown(
                "Without a stratified split chance decides how many of each class a part gets: switch it off and "
                "try other seeds. Data in time order or several rows of one patient need more care: what belongs "
                "together must not be torn apart."
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
