"""Lesson 9: smaller maps, and rows laid end to end."""

from nnplay.ui.lessons import layout, pooling

session = layout.start("pooling")
pooling.show(session)
layout.finish("pooling")
