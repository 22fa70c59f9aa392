"""Lesson 8: a kernel slides over a real image, and what comes out."""

from nnplay.ui.lessons import convolution, layout

session = layout.start("convolution")
convolution.show(session)
layout.finish("convolution")
