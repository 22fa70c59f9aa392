"""The engine: a process of its own that trains and inspects, and the client that the server talks to it with."""
