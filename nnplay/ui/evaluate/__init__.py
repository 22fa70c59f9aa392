"""The page that judges a trained network on its test part."""

from nnplay.ui.evaluate.view import show

__all__ = ["show"]
