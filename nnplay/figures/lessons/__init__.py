"""Figures of the lessons: a module per lesson, all of them pure functions of plain data."""
