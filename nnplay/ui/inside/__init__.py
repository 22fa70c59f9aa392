"""The page that opens a network: an example on the left, and beside it what the network makes of it."""
