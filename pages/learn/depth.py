"""Lesson 10: a digit through a trained network, shuffled pixels, shifted digits."""

from nnplay.ui.lessons import depth, layout

session = layout.start("depth")
depth.show(session)
layout.finish("depth")
