"""Lesson 1: what one neuron computes."""

from nnplay.ui.lessons import layout, neuron

layout.start("neuron")
neuron.show()
layout.finish("neuron")
