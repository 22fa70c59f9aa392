"""The path: all lessons in their order."""

from nnplay.ui import lesson, page

session = page.start()
lesson.path(session)
page.finish()
