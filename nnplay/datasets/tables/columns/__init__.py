"""What the columns of a table hold, and how their cells are meant."""
