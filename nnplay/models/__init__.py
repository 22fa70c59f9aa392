"""From layer specs to shapes and to Keras models."""
