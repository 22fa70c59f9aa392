"""Weights as a table: there and back, and a sentence for a table that does not fit."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.catalogue import SPECS
from nnplay.errors import SpecError
from nnplay.inspection.weight_table import layer_slices, layer_tables, weights_from_text, weights_text
from nnplay.spec import DatasetSpec, LayerSpec
from tests.figures.test_living_network import everything

SMALL = (
    SPECS["spiral"]
    .with_dataset(DatasetSpec("xor", features=["x", "y"]))
    .with_layers((LayerSpec("Dense", units=3, activation="tanh"),))
)
WRITTEN = """Layer 1: Dense\tunit 1\tunit 2\tunit 3
x\t1\t-2\t0.5
y\t4\t5\t6
bias\t7\t8\t9

Output\tunit 1
unit 1\t0.1
unit 2\t-0.25
unit 3\t1
bias\t0
"""
ROW = [1, -2, 0.5, 4, 5, 6, 7, 8, 9, 0.1, -0.25, 1, 0]


def test_a_table_by_hand() -> None:
    assert weights_text(SMALL, np.array(ROW, np.float32)) == WRITTEN
    np.testing.assert_array_equal(weights_from_text(SMALL, WRITTEN), np.array(ROW, np.float32))


def test_one_layer_of_a_large_network_is_written_read_and_cut() -> None:
    row = np.array(ROW, np.float32)
    tables = layer_tables(SMALL)
    assert [(table.count, part) for table, part in zip(tables, layer_slices(tables), strict=True)] == [
        (9, slice(0, 9)),
        (4, slice(9, 13)),
    ]
    output = weights_text(SMALL, row, 1)
    assert output == WRITTEN[WRITTEN.index("Output") :]
    np.testing.assert_array_equal(weights_from_text(SMALL, output, 1), row[9:])
    assert weights_text(SMALL, row, 0, most_rows=1).splitlines() == [*WRITTEN.splitlines()[:2], "…"]
    with pytest.raises(SpecError, match="2 rows more than the layer, which needs 3"):
        weights_from_text(SMALL, "1 2 3\n4 5 6\n7 8 9\n1\n2", 0)


def test_every_kind_of_layer_comes_back_bit_for_bit() -> None:
    from nnplay.models.build import build_model

    model = build_model(everything())
    weights = np.abs(np.random.default_rng(1).normal(0, 3, model.count_params())).astype(np.float32)
    weights[:3] = 1e-20, 12345.678, 1 / 3
    np.testing.assert_array_equal(weights_from_text(everything(), weights_text(everything(), weights)), weights)


@pytest.mark.parametrize(
    "text",
    [
        "1 -2 0.5\n4 5 6\n7 8 9\n0.1\n-0.25\n1\n0",
        "1, −2, 0.5\n4, 5, 6\n7, 8, 9\n0.1\n–0.25\n1\n0",
        "x;1;-2;0,5\ny;4;5;6\nb;7;8;9\n;;\nOutput\n0,1;;\n-0,25;;\n1;;\n0;;",
        "sin x 1 -2 0.5\nw 4 5 6\nb 7 8 9\n\n\nu 1e-1\n-25e-2\n1\n0\n",
    ],
)
def test_it_is_read_as_people_write_it(text: str) -> None:
    np.testing.assert_array_equal(weights_from_text(SMALL, text), np.array(ROW, np.float32))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "",
            "The table ends too early: Layer 1: Dense needs 2 rows of 3 numbers, one for each input, and a row of bias",
        ),
        ("1 2 3\n4 5 6\n7 8 9\n1\n2\n3", "Output needs 3 rows of 1 number, .* It has 6 rows in all"),
        (
            "1 2 3\n4 5\n7 8 9",
            "Line 2 has 2 numbers, but here comes the row “y” of Layer 1: Dense. It needs 2",
        ),
        ("1 2 3\n4 five 6\n7 8 9", "Line 2: “five” is not a number"),
        (WRITTEN + "5\n", "The table has 1 row more than the network, which needs 7. The first of them is line 11"),
        (WRITTEN.replace("-0.25", "1\tnan"), "Line 8: “nan” is not a number"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_place(text: str, sentence: str) -> None:
    with pytest.raises(SpecError, match=sentence):
        weights_from_text(SMALL, text)


def test_a_network_with_other_weights_is_no_table() -> None:
    with pytest.raises(SpecError, match="Layer 1: Conv2D has weights that don't fit into a table"):
        weights_from_text(SPECS["digits-cnn"], "1")
