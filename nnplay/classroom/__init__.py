"""A class without accounts: results that are sealed, and a database of classes, members, drawings and votes."""
