"""Lesson 3: a line through points, found by descent."""

from nnplay.ui.lessons import layout, line

layout.start("line")
line.show()
layout.finish("line")
