"""Files: downloads, uploads, and what is kept of them."""
