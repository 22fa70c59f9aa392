"""The server never loads TensorFlow, which would hold every session up after every click; at home no Dask either."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.pages.factories import ROOT, WAIT

SCRIPT = """
import sys
from nnplay.catalogue import SPECS
from nnplay.lessons import lessons
from nnplay.ui.common.server import end_engine
from nnplay.ui.draw.state import DrawState
from tests.pages.factories import DATA, DRAW, EVALUATE, INSIDE, LEARN, PLAYGROUND, PREDICT, SEVEN
from tests.pages.factories import open_app, session_of, show, texts, train, turn_to, turn_to_lesson

HEAVY = ("tensorflow", "keras", "jax", "torch", "dask", "distributed")

def heavy():
    return sorted(name for name in sys.modules if name.split(".")[0] in HEAVY)

at = open_app()
for page in (PLAYGROUND, DATA, INSIDE, EVALUATE, PREDICT, DRAW, LEARN):
    turn_to(at, page)
print("pages:", heavy())
for one in lessons():
    turn_to_lesson(at, one.name)
print("lessons:", heavy())
turn_to(at, PLAYGROUND)
for name in ("line", "digits-cnn"):
    show(at, SPECS[name].with_training(epochs=4))
    train(at)
show(at, SPECS["table-mlp"].with_training(epochs=2))
train(at)
turn_to(at, PREDICT)
assert "It predicts" in texts(at)
at.selectbox[0].set_value(2).run()
turn_to(at, EVALUATE)
assert "test examples, which the network has never seen" in texts(at)
turn_to(at, INSIDE)
assert "Conv2D" in texts(at)
turn_to(at, DRAW)
mine = session_of(at)
at.session_state[f"canvas-{mine.token}-{mine.part(DrawState).canvas_number}"] = {"drawing": {"raw": SEVEN}}
at.run()
assert "It reads a" in texts(at)
print("work:", heavy())
end_engine()
"""


@pytest.mark.thorough
def test_every_page_and_lesson_works_without_tensorflow_in_the_server() -> None:
    # In a process of its own, because other tests load Keras into this one.
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, timeout=3 * WAIT, check=False
    )
    assert result.returncode == 0, result.stderr[-3000:]
    assert result.stdout.splitlines()[-3:] == ["pages: []", "lessons: []", "work: []"]
