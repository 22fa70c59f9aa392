"""Lesson 5: backpropagation in a small network, and XOR."""

from nnplay.ui import lesson
from nnplay.ui.lessons import backprop

lesson.start("backprop")
backprop.show()
lesson.finish("backprop")
