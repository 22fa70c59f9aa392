"""The path: all lessons in their order."""

from nnplay.ui.common import page
from nnplay.ui.lessons import layout

session = page.start()
layout.path(session)
page.finish()
