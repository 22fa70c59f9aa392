"""Runs beside each other: what differs in them, and whether their results can be told apart."""
