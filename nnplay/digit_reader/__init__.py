"""The reader of drawn digits that ships with nnplay: its weights, its forward pass in NumPy, and its training."""

from nnplay.digit_reader.classifier import (
    FACTS_FILE,
    FOLDER,
    WEIGHTS_FILE,
    Facts,
    Reader,
    facts,
    shipped,
    spec,
    store,
)

__all__ = ["FACTS_FILE", "FOLDER", "WEIGHTS_FILE", "Facts", "Reader", "facts", "shipped", "spec", "store"]
