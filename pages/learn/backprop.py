"""Lesson 5: backpropagation in a small network, and XOR."""

from nnplay.ui.lessons import backprop, layout

layout.start("backprop")
backprop.show()
layout.finish("backprop")
