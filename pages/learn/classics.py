"""Lesson 12: diabetes, digits and clothes."""

from nnplay.ui import lesson
from nnplay.ui.lessons import classics

lesson.start("classics")
classics.show()
lesson.finish("classics")
