"""Lesson 3: a line through points, found by descent."""

from nnplay.ui import lesson
from nnplay.ui.lessons import line

lesson.start("line")
line.show()
lesson.finish("line")
