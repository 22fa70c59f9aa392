"""Tests of nnplay.export."""
