"""The path: all lessons in their order."""

from nnplay.ui.common import page
from nnplay.ui.lessons import pages

session = page.start()
pages.path(session)
page.finish()
