"""Tests of the cluster, with a real one on this machine."""
