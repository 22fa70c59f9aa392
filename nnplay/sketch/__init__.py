"""From a drawing to what a network reads: strokes and pictures, fitted and centred as the training data were."""

from nnplay.errors import BlankSketchError, SketchError
from nnplay.sketch.convert import Step, is_sketchable, steps, to_input
from nnplay.sketch.strokes import Strokes

__all__ = ["BlankSketchError", "SketchError", "Step", "Strokes", "is_sketchable", "steps", "to_input"]
