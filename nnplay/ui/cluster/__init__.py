"""The page of whoever runs a cluster: its computers, and what they do."""

from nnplay.ui.cluster.view import show

__all__ = ["show"]
