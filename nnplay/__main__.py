"""`python -m nnplay` does what the command `nnplay` does."""

import sys

from nnplay.cli import main

if __name__ == "__main__":
    sys.exit(main())
