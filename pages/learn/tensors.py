"""Lesson 7: the boxes of numbers that networks read, and what is done to data first."""

from nnplay.ui.lessons import layout, tensors

layout.start("tensors")
tensors.show()
layout.finish("tensors")
