"""Lesson 1: what one neuron computes."""

from nnplay.ui import lesson
from nnplay.ui.lessons import neuron

lesson.start("neuron")
neuron.show()
lesson.finish("neuron")
