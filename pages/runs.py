"""Runs that stay: all in one table, compared, opened, sent and received."""

from nnplay.ui import runs
from nnplay.ui.common import page

session = page.start()
runs.show(session)
page.finish()
