"""From a file to the rows of its table: text, records, titles and notes around them, names."""
