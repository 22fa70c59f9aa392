"""A class without accounts: tasks with goals, sealed results, a database of classes, their wall. No page, no Keras."""
