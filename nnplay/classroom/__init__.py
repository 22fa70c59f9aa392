"""A class: tasks whose goals are checked on the server, sealed results, and a database. No page, no Keras."""
