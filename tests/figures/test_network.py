"""The picture of a network: labels that never touch, edges that tell the weights."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import plotly.graph_objects as go
import pytest

from nnplay.errors import SpecError
from nnplay.figures import network_picture, network_pictures, network_table, style
from nnplay.figures.network_layout import FIRST_UNITS, MAX_UNITS, arrange, boxes, shown_units
from nnplay.figures.network_pen import EDGE_WIDTHS
from nnplay.models.layer_kind import LayerKind
from nnplay.models.shapes import OUTPUT_NAME, LayerShape, Trace, layer_name, output_layer
from nnplay.registry import LAYERS
from nnplay.spec import LayerSpec

CONVNET = (
    LayerSpec("Conv2D", filters=32),
    LayerSpec("BatchNormalization"),
    LayerSpec("Activation"),
    LayerSpec("Conv2D", filters=512, padding="same"),
    LayerSpec("MaxPooling2D"),
    LayerSpec("Dropout"),
    LayerSpec("AveragePooling2D"),
    LayerSpec("BatchNormalization"),
    LayerSpec("GlobalAveragePooling2D"),
    LayerSpec("Dense", units=4096),
    LayerSpec("BatchNormalization"),
    LayerSpec("Dropout", rate=0.5),
)
MLP = tuple(LayerSpec("Dense", units=4096) for _ in range(12))


def a_trace(shape: tuple[int, ...], layers: tuple[LayerSpec, ...], classes: int = 10) -> Trace:
    """As `nnplay.models.shapes.trace`, without a dataset."""
    first = shape
    rows: list[LayerShape] = []
    output = output_layer("multiclass" if classes > 2 else "binary", classes)
    for index, layer in enumerate((*layers, output)):
        try:
            after = layer.kind.output_shape(shape, layer.options)
        except SpecError as error:
            return Trace(first, tuple(rows), error.under("layers", index))
        name = OUTPUT_NAME if layer is output else layer_name(layer, index)
        rows.append(LayerShape(name, layer, shape, after, *layer.kind.parameters(shape, layer.options)))
        shape = after
    return Trace(first, tuple(rows))


def trace_of(figure: go.Figure, uid: str) -> go.Scatter:
    (found,) = (trace for trace in figure.data if trace.uid == uid)
    return found


def label_boxes(figure: go.Figure) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of every label: 0.54 of the font size per letter is Source Sans's mean and more."""
    found = []
    for label in figure.layout.annotations:
        lines = label.text.replace("</b>", "").replace("<b>", "").replace("</span>", "").split("<br>")
        texts = [line.split(">")[-1] for line in lines]
        half = max(len(text) for text in texts) * 0.54 * label.font.size / 2
        found.append((label.x - half, label.y, label.x + half, label.y + 2.6 * label.font.size))
    return found


@pytest.mark.parametrize("width", [340, 500, 700])
@pytest.mark.parametrize("count", range(1, 13))
@pytest.mark.parametrize(("shape", "stack"), [((28, 28, 1), CONVNET), ((784,), MLP)], ids=["images", "rows"])
def test_labels_never_overlap_and_are_never_cut(
    width: int, count: int, shape: tuple[int, ...], stack: tuple[LayerSpec, ...]
) -> None:
    layers = stack[:count]
    figure = network_picture(a_trace(shape, layers), layers, width=width)
    found = label_boxes(figure)

    assert len(found) == count + 2
    for left, top, right, bottom in found:
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= figure.layout.height
    for one, other in itertools.combinations(found, 2):
        assert one[2] < other[0] or other[2] < one[0] or one[3] <= other[1] or other[3] <= one[1]
    assert not any("…" in label.text for label in figure.layout.annotations)


@pytest.mark.parametrize("width", [340, 700])
def test_drawings_stay_inside_and_off_the_labels(width: int) -> None:
    figure = network_picture(a_trace((28, 28, 1), CONVNET), CONVNET, width=width)
    nodes = trace_of(figure, "nodes")
    labels = label_boxes(figure)
    for x, y, size in zip(nodes.x, nodes.y, nodes.marker.size, strict=True):
        assert x - size / 2 >= 0
        assert x + size / 2 <= width
        assert y - size / 2 >= 0
        for left, top, right, bottom in labels:
            assert y + size / 2 < top or y - size / 2 > bottom or x + size / 2 < left or x - size / 2 > right


def test_the_largest_network_is_broken_into_lines_even_on_a_phone() -> None:
    layers = tuple(LayerSpec("Dense", units=16) for _ in range(50))
    layout = arrange(boxes(a_trace((2,), layers, 2), layers), 340, 168)

    assert len(layout.places) == 52
    assert layout.rows > 1
    assert [place.row for place in layout.places] == sorted(place.row for place in layout.places)


def test_edge_color_is_the_sign_and_edge_width_the_size_of_the_weight() -> None:
    layers = (LayerSpec("Dense", units=2),)
    trace = a_trace((1,), layers, 2)
    figure = network_picture(trace, layers, weights={"dense_1": np.array([[2.0, -0.1]])})

    strong, weak = trace_of(figure, f"positive {len(EDGE_WIDTHS) - 1}"), trace_of(figure, "negative 0")
    spots = [(x, y) for x, y in zip(trace_of(figure, "nodes").x, trace_of(figure, "nodes").y, strict=True)]
    assert list(zip(strong.x[:2], strong.y[:2], strict=True)) == [spots[0], spots[1]]
    assert list(zip(weak.x[:2], weak.y[:2], strict=True)) == [spots[0], spots[2]]
    assert strong.line.width > weak.line.width
    assert strong.line.color.startswith("rgba({},{},{}".format(*style.rgb(style.POSITIVE)))
    assert weak.line.color.startswith("rgba({},{},{}".format(*style.rgb(style.NEGATIVE)))
    assert "weight +2" in trace_of(figure, "weights").text[0]
    # The output layer's weights were not given.
    assert len(trace_of(figure, "grey").x) == 2 * 3


def test_without_weights_every_edge_is_grey() -> None:
    layers = (LayerSpec("Dense", units=3),)
    figure = network_picture(a_trace((2,), layers, 2), layers)

    assert len(trace_of(figure, "grey").x) == (2 * 3 + 3 * 1) * 3
    assert all(not trace_of(figure, f"{sign} {level}").x for sign in ("positive", "negative") for level in range(6))


def test_weights_that_do_not_fit_the_layer_are_left_out() -> None:
    layers = (LayerSpec("Dense", units=3),)
    figure = network_picture(a_trace((2,), layers, 2), layers, weights={"dense_1": np.ones((2, 8))})

    assert not trace_of(figure, f"positive {len(EDGE_WIDTHS) - 1}").x
    assert len(trace_of(figure, "grey").x) == (2 * 3 + 3 * 1) * 3


def test_signs_have_no_empty_texts_among_them() -> None:
    """What had no text before gets none when Plotly draws anew, so only points with a text are in the trace."""
    layers = (LayerSpec("Conv2D"), LayerSpec("BatchNormalization"), LayerSpec("LayerNormalization"))
    signs = trace_of(network_picture(a_trace((12, 12, 4), (*layers, LayerSpec("Flatten"))), layers), "signs")
    assert list(signs.text) == ["μ", "μ"]
    wrong = (LayerSpec("Activation"), LayerSpec("Dense"), LayerSpec("Dense"))
    assert list(trace_of(network_picture(a_trace((12, 12, 4), wrong), wrong), "signs").text) == ["ƒ", "!", "?", "?"]


def test_the_traces_stay_the_same_while_weights_change() -> None:
    layers = (LayerSpec("Dense", units=2),)
    trace = a_trace((2,), layers, 2)
    pictures = [
        network_picture(trace, layers, weights=weights)
        for weights in (None, {"dense_1": np.ones((2, 2))}, {"dense_1": np.full((2, 2), np.nan)})
    ]

    assert len({tuple(part.uid for part in picture.data) for picture in pictures}) == 1
    assert len({picture.layout.uirevision for picture in pictures}) == 1


@pytest.mark.parametrize(
    ("count", "shown"),
    [(1, [0]), (MAX_UNITS, list(range(MAX_UNITS))), (512, [*range(FIRST_UNITS), None, 511])],
)
def test_many_units_are_the_first_few_dots_and_the_last(count: int, shown: list[int | None]) -> None:
    assert shown_units(count) == shown


def test_an_impossible_layer_is_red_at_its_place_and_says_why() -> None:
    layers = (LayerSpec("Conv2D"), LayerSpec("Dense"), LayerSpec("Dropout"))
    figure = network_picture(a_trace((28, 28, 1), layers), layers)
    nodes = trace_of(figure, "nodes")
    (red,) = (index for index, line in enumerate(nodes.marker.line.color) if line == style.ERROR)

    assert [label.font.color for label in figure.layout.annotations] == [
        style.INK, style.INK, style.ERROR, style.MUTED, style.MUTED,
    ]  # fmt: skip
    assert nodes.x[red] == pytest.approx(figure.layout.annotations[2].x, abs=0.1)
    assert "Dense needs one row of numbers" in nodes.customdata[red].replace("<br>", " ")
    assert len(trace_of(figure, "wrong").x) == 3


def test_an_output_layer_that_cannot_stand_is_red_too() -> None:
    layers = (LayerSpec("Conv2D"),)
    figure = network_picture(a_trace((28, 28, 1), layers), layers)

    assert figure.layout.annotations[-1].text.startswith("<b>Output</b>")
    assert figure.layout.annotations[-1].font.color == style.ERROR


@pytest.mark.parametrize("kind", LAYERS.values(), ids=list(LAYERS))
@pytest.mark.parametrize("shape", [(12, 12, 4), (6,), (6, 3)], ids=["image", "row", "sequence"])
def test_every_kind_is_drawn_with_its_name_whatever_it_reads(kind: LayerKind, shape: tuple[int, ...]) -> None:
    layer = LayerSpec(kind.name)
    flatten = (LayerSpec("Flatten"),)
    trace = a_trace(shape, (layer,), 3)
    if trace.rows and len(trace.rows[0].output_shape) > 1:
        trace = a_trace(shape, (layer, *flatten), 3)
    figure = network_picture(trace, (layer, *flatten), width=700)

    name, below = figure.layout.annotations[1].text.split("<br>")
    short = kind.short_name(layer.options)
    assert name == f"<b>{short}</b>"
    assert len(short) <= 11, "several of these stand side by side"
    assert figure.layout.annotations[0].font.size == 13
    assert ("✗" in below) == (not trace.rows)
    hover = [text.replace("<br>", " ") for text in trace_of(figure, "nodes").customdata]
    says = f"<b>{trace.rows[0].label}</b>" if trace.rows else str(trace.error)[:30]
    assert any(says in text for text in hover)


@pytest.mark.parametrize(
    ("name", "uid", "pieces"),
    [
        # A window is five corners, then two lines to a point; an arrow is one line; each piece ends with a gap.
        ("Conv2D", "window", 10),
        ("SeparableConv2D", "window", 10),
        ("DepthwiseConv2D", "window", 10),
        ("MaxPooling2D", "window", 10),
        ("UpSampling2D", "window", 10),
        ("LayerNormalization", "arrow", 3),
        ("SpatialDropout2D", "arrow", 3),
        ("GlobalAveragePooling2D", "fan", 6),
    ],
)
def test_what_runs_between_columns_tells_how_a_layer_reads(name: str, uid: str, pieces: int) -> None:
    layers = (LayerSpec(name),)
    trace = a_trace((12, 12, 4), layers)  # without the output, which cannot stand on images
    figure = network_picture(dataclasses.replace(trace, rows=trace.rows[:1], error=None), layers)
    for line in ("window", "arrow", "fan", "grey"):
        assert len(trace_of(figure, line).x) == (pieces if line == uid else 0), line


def test_upsampling_makes_a_window_of_a_point() -> None:
    places = {}
    for name in ("MaxPooling2D", "UpSampling2D"):
        layers = (LayerSpec(name),)
        trace = a_trace((12, 12, 4), layers)
        figure = network_picture(dataclasses.replace(trace, rows=trace.rows[:1], error=None), layers)
        before, after = (label.x for label in figure.layout.annotations)
        window = trace_of(figure, "window")
        corners, point = np.mean(window.x[:4]), window.x[7]
        places[name] = (abs(corners - before) < abs(corners - after), abs(point - before) < abs(point - after))
    assert places == {"MaxPooling2D": (True, False), "UpSampling2D": (False, True)}


def test_flatten_of_a_row_keeps_each_number_where_it_is() -> None:
    layers = (LayerSpec("Flatten"),)
    figure = network_picture(a_trace((3,), layers, 2), layers)
    # Three lines to Flatten, three to the output unit.
    assert len(trace_of(figure, "grey").x) == (3 + 3) * 3


def test_dropped_maps_and_units_are_empty_for_every_kind_that_drops() -> None:
    for kind in LAYERS.values():
        if not kind.dropped(kind.complete({})):
            continue
        layers = (LayerSpec(kind.name, rate=0.5),)
        trace = a_trace((12, 12, 64), layers)
        figure = network_picture(dataclasses.replace(trace, rows=trace.rows[:1], error=None), layers)
        nodes = trace_of(figure, "nodes")
        fills = [fill for fill, x in zip(nodes.marker.color, nodes.x, strict=True) if x > 350]
        assert fills.count(style.PAPER) == len(fills) // 2


def test_hover_tells_label_shape_and_parameters() -> None:
    layers = (LayerSpec("Conv2D", filters=32),)
    figure = network_picture(a_trace((28, 28, 1), (*layers, LayerSpec("Flatten"))), layers)

    assert (
        "<b>Conv2D 32 · 3×3 · relu</b><br>output 26 × 26 × 32<br>320 parameters" in trace_of(figure, "nodes").customdata
    )


def test_pictures_for_several_widths_are_named_by_the_least_width() -> None:
    trace = a_trace((2,), MLP[:3], 2)
    pictures = network_pictures(trace, MLP[:3], widths=(330, 500))

    assert list(pictures) == [0, 500]
    assert pictures[0].layout.xaxis.range == (0, 330)


def test_network_table_has_a_row_per_layer() -> None:
    table = network_table(a_trace((2,), (LayerSpec("Dense", units=8),), 2))

    assert table["layer"] == ["Dense 8 · relu", "Dense 1 · sigmoid"]
    assert table["parameters"] == [24, 9]
