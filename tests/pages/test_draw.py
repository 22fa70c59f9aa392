"""The drawing page: readers, photos, comparison, and drawings that are collected and learned from."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from nnplay import digit_reader
from nnplay.catalogue import SPECS
from nnplay.datasets.kinds import drawings
from nnplay.datasets.kinds.drawings import LabelledDrawing
from nnplay.datasets.preprocessing.pixels import shuffle
from nnplay.sketch import examples, photo, to_input
from nnplay.spec import DatasetSpec
from nnplay.ui.common.server import ask
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.draw import about_reader
from nnplay.ui.draw.state import DrawState
from tests.pages.factories import (
    DRAW,
    INSIDE,
    PLAYGROUND,
    SEVEN,
    WAIT,
    button,
    chart,
    errors,
    healthy,
    labels,
    network_picture,
    press,
    session_of,
    show,
    texts,
    train,
    turn_to,
)
from tests.sketch.factories import fabric_path

HEART = fabric_path(
    [
        ["M", 160, 110],
        ["C", 120, 40, 40, 70, 60, 150],
        ["C", 75, 200, 130, 240, 160, 270],
        ["C", 190, 240, 245, 200, 260, 150],
        ["C", 280, 70, 200, 40, 160, 110],
    ]
)


def draw(at: AppTest, drawing: dict | None) -> None:
    """Puts a drawing onto the canvas, as the component sends it."""
    mine = session_of(at)
    at.session_state[f"canvas-{mine.token}-{mine.part(DrawState).canvas_number}"] = {
        "drawing": {"raw": drawing, "data": None}
    }
    healthy(at.run())


def pictures(at: AppTest) -> str:
    """The HTML of all rows of pictures."""
    return "".join(each.proto.body for each in at.get("html"))


def collected(count: int = 20) -> list[LabelledDrawing]:
    return [LabelledDrawing.of(label, strokes) for label, strokes in examples.drawings(count // 10)]


def test_a_blank_canvas_says_draw_something(trained: tuple[AppTest, SessionRun]) -> None:
    at, run = trained
    turn_to(at, DRAW)
    draw(at, None)
    assert at.info[0].value.startswith("Draw something.")
    assert at.selectbox[0].options == [run.title, "Ready reader"]  # the line reads no digits
    assert network_picture(at)["now"] is None
    draw(at, {"version": "7.4.0", "objects": []})
    assert at.info[0].value.startswith("Draw something.")


def test_a_drawing_is_read_with_a_probability_for_each_digit(trained: tuple[AppTest, SessionRun]) -> None:
    at, _ = trained
    turn_to(at, DRAW)
    draw(at, SEVEN)
    assert "It reads a **7**, with probability" in texts(at)
    shares = [share for trace in chart(at, "Probabilities: 0 ")["data"] for share in trace["x"]]
    assert len(shares) == 10
    assert sum(shares) == pytest.approx(1, abs=1e-4)
    told = network_picture(at)
    assert told["network"]["input"]["shape"] == told["example"]["picture"]["shape"] == [8, 8, 1]
    assert told["opens"]

    turn_to(at, PLAYGROUND)
    turn_to(at, DRAW)
    assert "It reads a **7**" in texts(at)  # the drawing is kept

    press(at, "Undo")
    assert at.info[0].value.startswith("Draw something.")


def test_the_ready_reader_reads_before_anything_is_trained(at: AppTest) -> None:
    turn_to(at, DRAW)
    assert at.selectbox[0].options == ["Ready reader"]
    draw(at, SEVEN)
    assert "It reads a **7**, with probability" in texts(at)
    shown = pictures(at)
    for step in ("Drawn", "Cropped", "Fitted", "Centered", "Made smaller", "Read this way, it would be a"):
        assert step in shown
    told = network_picture(at)
    assert [tuple(row["shape"]) for row in told["network"]["rows"]][:3] == [(28, 28, 16), (28, 28, 32), (14, 14, 32)]
    answer = np.frombuffer(base64.b64decode(told["now"]["layers"][-1]["floats"]), "<f4")
    assert (answer.argmax(), len(answer)) == (7, 10)
    assert not told["opens"]  # there is no run whose sums could be shown


def test_the_page_says_what_the_ready_reader_has_learned_and_reaches(at: AppTest) -> None:
    turn_to(at, DRAW)
    facts = digit_reader.facts()
    story = about_reader.story(facts)
    assert story in texts(at)
    for number in (facts.pen_strokes, facts.pen.count, facts.non_digits, facts.nines, facts.mnist_only_nines_as_three):
        assert f"{number:,}" in story
    for share in (facts.pen.accuracy, facts.mnist.accuracy, facts.pen.refused, facts.refused_share(held_out=True)):
        assert f"{share:.1%}" in story


def test_a_heart_is_none_of_the_ten_digits(at: AppTest) -> None:
    turn_to(at, DRAW)
    draw(at, HEART)
    assert len(at.warning) == 1
    assert "This looks like none of the ten digits." in at.warning[0].value
    assert "It reads a" not in texts(at)
    assert chart(at, "Probabilities: 0 ")  # what softmax says is still shown
    draw(at, SEVEN)
    assert not at.warning
    assert "It reads a **7**" in texts(at)


def test_a_trained_network_says_that_a_heart_is_nothing_it_was_trained_on(
    trained: tuple[AppTest, SessionRun],
) -> None:
    at, _ = trained
    turn_to(at, DRAW)
    draw(at, HEART)
    assert "This looks like nothing it was trained on." in at.warning[0].value
    assert "(?)" in chart(at, "Each network's answer, in percent")["layout"]["yaxis"]["ticktext"][0]
    draw(at, SEVEN)
    assert not at.warning


def test_several_networks_read_the_same_drawing_side_by_side(trained: tuple[AppTest, SessionRun]) -> None:
    at, run = trained
    turn_to(at, DRAW)
    draw(at, SEVEN)
    grid = chart(at, "Each network's answer, in percent")
    shares = np.array(grid["data"][0]["z"])
    assert shares.shape == (2, 10)
    assert shares.argmax(axis=1).tolist() == [7, 7]
    assert [name.strip() for name in grid["layout"]["yaxis"]["ticktext"]] == [
        f"Run {run.number} · Digits 8 × 8",
        "Ready reader",
    ]


def test_a_photo_is_read_in_the_place_of_the_drawing(at: AppTest) -> None:
    turn_to(at, DRAW)
    mine = session_of(at)
    mine.part(DrawState).photo = photo.read(_seven_on_paper())
    healthy(at.segmented_control[0].set_value("Photo").run())
    assert "It reads a **7**" in texts(at)
    assert "Picture" in pictures(at)
    assert not at.pills
    healthy(at.segmented_control[0].set_value("Draw").run())
    assert at.info[0].value.startswith("Draw something.")


def _seven_on_paper() -> bytes:
    paper = np.full((200, 200), 200, np.uint8)
    paper[40:50, 60:140] = 30
    for row in range(50, 160):
        column = 130 - (row - 50) // 2
        paper[row, column : column + 10] = 30
    target = io.BytesIO()
    Image.fromarray(paper).save(target, "PNG")
    return target.getvalue()


def test_a_file_that_is_no_picture_gets_a_sentence(at: AppTest) -> None:
    turn_to(at, DRAW)
    healthy(at.segmented_control[0].set_value("Photo").run())
    healthy(at.file_uploader[0].upload("seven.png", b"no picture", "image/png").run())
    assert "This file is not a PNG, JPEG, WebP, GIF, BMP or TIFF picture" in errors(at)
    healthy(at.file_uploader[0].upload("seven.png", _seven_on_paper(), "image/png").run())
    assert errors(at) == ""
    assert "It reads a **7**" in texts(at)


def test_the_right_label_keeps_a_drawing_and_clears_the_canvas(at: AppTest) -> None:
    turn_to(at, DRAW)
    mine = session_of(at)
    draw(at, SEVEN)
    healthy(at.pills[0].set_value("7").run())
    assert [one.label for one in mine.part(DrawState).drawings] == [7]
    assert mine.part(DrawState).drawing is None
    assert at.info[0].value.startswith("Draw something.")
    assert "Ready reader reads **1 of 1** correctly." in texts(at)
    assert chart(at, "Your 1 drawing")
    assert button(at, "4 more drawings to teach Ready reader").disabled
    press(at, "Remove it")
    assert mine.part(DrawState).drawings == []
    assert "Remove it" not in labels(at)


def test_files_of_classmates_are_joined(at: AppTest) -> None:
    turn_to(at, DRAW)
    mine = session_of(at)
    mine.part(DrawState).drawings = collected(10)
    healthy(at.run())
    key = f"join-{mine.token}-{mine.part(DrawState).joined}"
    healthy(at.file_uploader(key=key).upload("theirs.json", drawings.write(collected(20)), "application/json").run())
    assert mine.part(DrawState).drawings == collected(20)
    key = f"join-{mine.token}-{mine.part(DrawState).joined}"
    healthy(at.file_uploader(key=key).upload("mine.json", b"{}", "application/json").run())
    assert "mine.json: This is not a file of drawings" in errors(at)
    assert mine.part(DrawState).drawings == collected(20)


def test_drawings_become_the_dataset_of_the_playground(at: AppTest) -> None:
    turn_to(at, DRAW)
    mine = session_of(at)
    mine.part(DrawState).drawings = collected()
    healthy(at.run())
    press(at, "Open them in the playground")
    dataset = mine.spec.dataset
    assert dataset.name == "drawings"
    assert drawings.uploads.content(dataset["file"]) == drawings.write(mine.part(DrawState).drawings)
    turn_to(at, PLAYGROUND)
    assert mine.spec.dataset == dataset
    assert errors(at) == ""


@pytest.mark.thorough
def test_a_network_of_shuffled_pixels_gets_drawings_shuffled_here_and_on_look_inside(at: AppTest) -> None:
    show(at, SPECS["digits-cnn"].with_dataset(DatasetSpec("digits", shuffle_pixels=True)).with_training(epochs=3))
    run = train(at)
    turn_to(at, DRAW)
    assert at.selectbox[0].options == [run.title, "Ready reader"]
    draw(at, SEVEN)
    drawn = to_input(SEVEN, (8, 8, 1))
    expected = ask(run, "predict", inputs=shuffle(drawn[None]))[0]
    as_drawn = ask(run, "predict", inputs=drawn[None])[0]
    assert np.abs(expected - as_drawn).max() > 0.05  # another answer, so that the order is seen to count
    shown = chart(at, "Probabilities: 0 ")["data"][0]
    np.testing.assert_allclose(sorted(shown["x"]), sorted(expected), atol=1e-4)
    assert "Shuffled" in pictures(at)
    assert errors(at) == ""

    session_of(at).part(DrawState).drawings = collected()
    healthy(at.run())
    inputs = np.array([one.picture(8) for one in collected()])
    right = (ask(run, "predict", inputs=shuffle(inputs)).argmax(axis=1) == [one.label for one in collected()]).sum()
    assert f"reads **{right} of 20**" in texts(at)

    turn_to(at, INSIDE)
    healthy(at.segmented_control(key=f"example-source-{run.number}").set_value("drawing").run())
    assert f"The network says **{expected.argmax()}**" in texts(at)
    seen = np.array(chart(at, "Your drawing")["data"][0]["z"])
    np.testing.assert_allclose(seen.reshape(8, 8), shuffle(drawn[None])[0, ..., 0], atol=1e-6)
    assert errors(at) == ""


@pytest.mark.thorough
def test_a_network_is_fine_tuned_with_the_drawings(at: AppTest) -> None:
    turn_to(at, DRAW)
    mine = session_of(at)
    mine.part(DrawState).drawings = collected(50)
    healthy(at.run())
    press(at, "Teach Ready reader your drawings")
    assert len(at.get("progress")) <= 1, "how far it is stands in one place"
    (run,) = mine.runs
    assert run.job.wait(WAIT)
    healthy(at.run())
    assert run.is_trained, run.job.history.message
    assert run.base == "Ready reader"
    assert run.title in at.selectbox[0].options
    assert "from Ready reader" in run.title
    assert run.title in at.success[0].value
    draw(at, SEVEN)
    assert "It reads a **7**" in texts(at)
