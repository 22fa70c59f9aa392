"""Lesson 12: diabetes, digits and clothes."""

from nnplay.ui.lessons import classics, layout

layout.start("classics")
classics.show()
layout.finish("classics")
