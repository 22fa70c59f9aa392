"""The mathematics of the lessons: small NumPy code that reads like the lesson it belongs to."""
