"""Lesson 4: optimizers from the same start."""

from nnplay.ui import lesson
from nnplay.ui.lessons import race

lesson.start("race")
race.show()
lesson.finish("race")
