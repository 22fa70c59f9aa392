"""From a drawing to what a network reads: strokes and pictures, fitted and centred as the training data were."""

from nnplay.errors import BlankSketchError, SketchError
from nnplay.sketch.convert import Drawing, DrawingStep, is_sketchable, squeezed, steps, to_input
from nnplay.sketch.photo import Photo
from nnplay.sketch.strokes import Strokes

__all__ = [
    "BlankSketchError",
    "Drawing",
    "DrawingStep",
    "Photo",
    "SketchError",
    "Strokes",
    "is_sketchable",
    "squeezed",
    "steps",
    "to_input",
]
