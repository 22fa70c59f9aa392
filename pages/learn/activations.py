"""Lesson 2: activation functions and softmax."""

from nnplay.ui import lesson
from nnplay.ui.lessons import activations

lesson.start("activations")
activations.show()
lesson.finish("activations")
