"""The page of kept runs: found, compared, opened, sent and received."""

from nnplay.ui.runs.view import show

__all__ = ["show"]
