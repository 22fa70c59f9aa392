"""Lesson 9: smaller maps, and rows laid end to end."""

from nnplay.ui import lesson
from nnplay.ui.lessons import pooling

session = lesson.start("pooling")
pooling.show(session)
lesson.finish("pooling")
