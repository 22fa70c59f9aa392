"""Lesson 7: the boxes of numbers that networks read, and what is done to data first."""

from nnplay.ui import lesson
from nnplay.ui.lessons import tensors

lesson.start("tensors")
tensors.show()
lesson.finish("tensors")
