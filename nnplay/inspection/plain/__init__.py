"""Small networks in NumPy alone: what a server says of them itself, without a process that has TensorFlow loaded."""
