"""What a dataset is like: summaries, duplicates, previews, and how an example becomes an input."""
