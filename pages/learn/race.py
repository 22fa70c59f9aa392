"""Lesson 4: optimizers from the same start."""

from nnplay.ui.lessons import layout, race

layout.start("race")
race.show()
layout.finish("race")
