"""The drawing page: canvas, readings, collection, photos."""
