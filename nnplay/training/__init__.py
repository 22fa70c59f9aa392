"""Training an experiment: events out, control in, history kept as plain data."""
