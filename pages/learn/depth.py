"""Lesson 10: a digit through a trained network, shuffled pixels, shifted digits."""

from nnplay.ui import lesson
from nnplay.ui.lessons import depth

session = lesson.start("depth")
depth.show(session)
lesson.finish("depth")
