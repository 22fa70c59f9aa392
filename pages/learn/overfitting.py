"""Lesson 11: learning the noise, and what helps against it."""

from nnplay.ui import lesson
from nnplay.ui.lessons import overfitting

session = lesson.start("overfitting")
overfitting.show(session)
lesson.finish("overfitting")
