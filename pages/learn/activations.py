"""Lesson 2: activation functions and softmax."""

from nnplay.ui.lessons import activations, layout

layout.start("activations")
activations.show()
layout.finish("activations")
