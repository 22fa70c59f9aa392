"""Tables from CSV files: the reading, the columns, the dataset."""
