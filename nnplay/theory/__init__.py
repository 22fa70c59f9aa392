"""What the lessons compute and train, without a page: small NumPy code that reads like its lesson, and experiments."""
