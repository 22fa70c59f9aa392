"""Lesson 8: a kernel slides over a real image, and what comes out."""

from nnplay.ui import lesson
from nnplay.ui.lessons import convolution

session = lesson.start("convolution")
convolution.show(session)
lesson.finish("convolution")
