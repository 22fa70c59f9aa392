"""Lesson 6: loss and classification."""

from nnplay.ui.lessons import classification, layout

layout.start("classification")
classification.show()
layout.finish("classification")
