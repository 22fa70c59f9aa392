"""A class and its tasks: assignments with goals that are checked on the server. Plain Python, no page, no Keras."""
