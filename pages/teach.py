"""A teacher's page: composing an assignment."""

from nnplay.ui.classroom import compose
from nnplay.ui.common import page

session = page.start()
page.heading("Teach")
compose.show(session)
page.finish()
