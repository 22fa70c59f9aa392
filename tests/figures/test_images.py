"""Tile grids: every pixel at its place, gaps between, one scale."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nnplay.errors import DataError
from nnplay.figures import (
    pixel_numbers,
    probability_bars,
    show_percent,
    single_image,
    style,
    tile_grid,
    tile_table,
    verdicts,
)


def test_every_tile_stands_whole_in_the_grid_and_gaps_are_nan() -> None:
    images = np.arange(3 * 2 * 4, dtype=np.float32).reshape(3, 2, 4)
    heat = tile_grid(images, columns=2).data[0]
    canvas = np.asarray(heat.z)

    assert canvas.shape == (5, 9)
    assert (canvas[:2, :4] == images[0]).all()
    assert (canvas[:2, 5:] == images[1]).all()
    assert (canvas[3:, :4] == images[2]).all()
    assert np.isnan(canvas).sum() == canvas.size - images.size
    assert np.isnan(canvas[2]).all()
    assert np.isnan(canvas[:, 4]).all()
    # Edges: one more than cells, pixels one unit wide, the lines between as wide as the gap.
    assert len(heat.x) == 10
    steps = np.diff(heat.x)
    assert steps[:4] == pytest.approx(1)
    assert steps[4] == pytest.approx(steps[4].max())


def test_hover_names_tile_row_and_column_of_each_pixel() -> None:
    images = np.zeros((4, 3, 3))
    heat = tile_grid(images, columns=2, item_name="feature map").data[0]

    assert np.asarray(heat.customdata)[6, 5].tolist() == [3, 2, 1]
    assert heat.hovertemplate.startswith("feature map %{customdata[0]}, row %{customdata[1]}, column %{customdata[2]}")


def test_kernels_share_a_scale_with_zero_in_the_middle() -> None:
    heat = tile_grid([np.array([[0.5, -2.0]]), np.array([[1.0, 0.0]])], diverging=True).data[0]

    assert (heat.zmin, heat.zmax) == (-2, 2)
    assert heat.colorscale[0][1] == style.NEGATIVE
    assert heat.colorscale[-1][1] == style.POSITIVE
    assert heat.colorscale[2][0] == 0.5


def test_a_scale_of_its_own_for_each_image_keeps_true_values_for_the_mouse() -> None:
    images = np.array([[[0.0, 1.0]], [[0.0, 10.0]]])
    heat = tile_grid(images, columns=2, shared=False).data[0]

    assert np.asarray(heat.z)[0, [0, 1, 3, 4]].tolist() == [0, 1, 0, 1]
    assert np.asarray(heat.text)[0, [0, 1, 3, 4]].tolist() == [0, 1, 0, 10]
    assert "%{text:.3g}" in heat.hovertemplate


def test_an_image_without_ink_is_paper_and_not_black() -> None:
    heat = tile_grid(np.zeros((1, 2, 2))).data[0]

    assert heat.zmin == 0 < heat.zmax


@pytest.mark.parametrize(("width", "count"), [(340, 64), (700, 64), (700, 3), (340, 1)])
def test_tiles_fit_the_width_and_pixels_stay_square(width: int, count: int) -> None:
    figure = tile_grid(np.zeros((count, 26, 26)), [str(i) for i in range(count)], width=width)
    across, down, side = (figure.layout.meta[name] for name in ("across", "down", "tile"))

    assert across * (side + 8) <= width
    assert across * down >= count > across * (down - 1)
    assert figure.layout.yaxis.scaleanchor == "x"
    # At the given width one unit is as high as it is wide.
    units_high = abs(np.subtract(*figure.layout.yaxis.range))
    assert figure.layout.height == pytest.approx(units_high * side / 26, abs=1)


def test_labels_stand_over_their_tiles_in_their_colors() -> None:
    labels, colors = verdicts(["a", "b"], [0, 1, 1], [0, 0, 1])
    texts = tile_grid(np.zeros((3, 4, 4)), labels, columns=3, label_colors=colors, width=700).data[1]

    assert list(texts.text) == ["a ✓", "b ✗ is a", "b ✓"]
    assert list(texts.textfont.color) == [style.CORRECT, style.ERROR, style.CORRECT]
    heat = tile_grid(np.zeros((3, 4, 4)), labels, columns=3).data[0]
    assert texts.x[1] == pytest.approx(np.mean([heat.x[5], heat.x[9]]))
    assert all(y < heat.y[0] for y in texts.y)


def test_images_of_different_size_are_refused_with_their_shapes() -> None:
    with pytest.raises(DataError, match=r"\(2, 2\) and \(3, 3\)"):
        tile_grid([np.zeros((2, 2)), np.zeros((3, 3))])


def test_a_single_image_shows_its_pixels_with_the_first_row_on_top() -> None:
    figure = single_image(np.array([[0.0, 1.0], [0.5, 0.0]])[..., None])

    assert np.asarray(figure.data[0].z).tolist() == [[0, 1], [0.5, 0]]
    assert figure.layout.yaxis.range == (1.5, -0.5)


def test_light_is_drawn_from_black_to_white_whatever_the_image_has_of_it() -> None:
    dim = np.array([[0.1, 0.2], [0.3, 0.2]])
    for trace in (tile_grid([dim], light=True).data[0], single_image(dim, light=True).data[0]):
        assert (trace.zmin, trace.zmax) == (0, 1)
        assert trace.colorscale == ((0, "rgb(0,0,0)"), (1, "rgb(255,255,255)"))
    assert "light %{z" in single_image(dim, light=True).data[0].hovertemplate
    numbers = pixel_numbers(np.array([[0, 255]]), light=True, largest=255)
    assert list(numbers.data[1].textfont.color) == [style.WHITE, style.BLACK], "numbers are read on black and on white"


def test_tile_table_tells_least_mean_and_largest() -> None:
    assert tile_table([np.array([[1.0, 3.0]])], ["k"]) == {
        "image": ["k"],
        "least": [1.0],
        "mean": [2.0],
        "largest": [3.0],
    }


def test_no_images_give_a_figure_that_says_so() -> None:
    assert tile_grid([]).layout.annotations[0].text == "Nothing to show"


def test_probability_bars_mark_the_winner_and_the_truth() -> None:
    figure = probability_bars(["cat", "dog"], [0.25, 0.75], true_class=0)
    bar = figure.data[0]

    assert bar.x.tolist() == [0.25, 0.75]
    assert list(bar.marker.color) == [style.LINE, style.ACCENT]
    assert list(figure.layout.yaxis.ticktext) == ["cat ✓", "<b>dog</b>"]
    assert list(bar.text) == ["25.0%", "75.0%"]


def test_probability_bars_want_one_number_per_class() -> None:
    with pytest.raises(DataError, match="2 classes, but 3 probabilities"):
        probability_bars(["cat", "dog"], [0.2, 0.3, 0.5])


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0%"), (1e-5, "<0.1%"), (0.0512, "5.1%"), (0.9999, ">99.9%"), (1, "100%")]
)
def test_percentages_never_round_to_certainty(share: float, text: str) -> None:
    assert show_percent(share) == text


# In colour --------------------------------------------------------------------------------------


def pixels_of(picture: Any) -> np.ndarray:
    """The pixels of an image trace, as a browser reads them from its PNG."""
    kind, _, content = picture.source.partition(",")
    assert kind == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(content))))


def test_tiles_in_colour_stand_whole_where_the_mouse_finds_them() -> None:
    images = np.random.default_rng(0).uniform(0, 1, (5, 6, 4, 3)).astype(np.float32)
    figure = tile_grid(images, [str(place) for place in range(5)], columns=2, tile=40, width=100)
    picture, heat, _ = figure.data
    pixels = pixels_of(picture)
    x, y = np.asarray(heat.x), np.asarray(heat.y)
    customdata = np.asarray(heat.customdata)
    seen = np.zeros(5, int)
    for row, column in np.argwhere(np.isfinite(np.asarray(heat.z))):
        index, image_row, image_column, *colour = customdata[row, column].tolist()
        # Where the unseen cell lies, the picture has the same colour: its first pixel is around (0.5, 0.5).
        shown = pixels[int((y[row] + y[row + 1]) / 2), int((x[column] + x[column + 1]) / 2)]
        expected = np.rint(images[index, image_row, image_column] * 255).astype(int).tolist()
        assert shown.tolist() == [*expected, 255]
        assert colour == expected
        seen[index] += 1
    assert seen.tolist() == [24] * 5
    assert (pixels[..., 3] > 0).sum() == 5 * 24
    assert (picture.x0, picture.y0, picture.dx, picture.dy) == (0.5, 0.5, 1, 1)
    assert heat.opacity == 0


def test_a_single_image_in_colour_is_drawn_as_it_is() -> None:
    image = np.array([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], [[0.0, 0.0, 1.0], [0.5, 0.5, 0.5]]])
    picture, heat = single_image(image).data

    assert pixels_of(picture).tolist() == [[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [128, 128, 128]]]
    assert (picture.x0, picture.y0) == (0, 0)
    assert heat.hovertemplate.startswith("row %{y}, column %{x}<br>red %{customdata[0]}")


def test_a_table_of_images_in_colour_counts_all_channels() -> None:
    image = np.array([[[0.0, 0.3, 0.9]]])
    assert tile_table([image]) == {"image": ["0"], "least": [0.0], "mean": [pytest.approx(0.4)], "largest": [0.9]}


def test_channels_that_are_no_colours_are_refused() -> None:
    with pytest.raises(DataError, match="one channel or with red, green and blue"):
        tile_grid(np.zeros((2, 4, 4, 2)))
    with pytest.raises(DataError, match="one channel"):
        tile_grid(np.zeros((2, 4, 4, 3)), diverging=True)


def test_labels_of_earlier_epochs_go_along_fitted_to_the_tiles() -> None:
    images = np.zeros((2, 8, 8))
    film = {0: (["a very long name of a class ✓", "b ✓"], ["#000000", "#ffffff"])}
    texts = tile_grid(images, ["x ✓", "y ✓"], columns=2, width=200, label_film=film).data[-1]
    told = texts.meta["film"]["0"]
    assert told["text"][0].endswith("…")
    assert told["text"][1] == "b ✓"
    assert told["color"] == ["#000000", "#ffffff"]
    assert list(texts.text) == ["x ✓", "y ✓"]
