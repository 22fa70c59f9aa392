"""Lesson 11: learning the noise, and what helps against it."""

from nnplay.ui.lessons import layout, overfitting

session = layout.start("overfitting")
overfitting.show(session)
layout.finish("overfitting")
