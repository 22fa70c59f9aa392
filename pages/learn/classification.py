"""Lesson 6: loss and classification."""

from nnplay.ui import lesson
from nnplay.ui.lessons import classification

lesson.start("classification")
classification.show()
lesson.finish("classification")
