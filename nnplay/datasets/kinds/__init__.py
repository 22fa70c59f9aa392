"""The declared datasets, a file for each family."""
