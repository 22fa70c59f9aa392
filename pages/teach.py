"""A teacher's page: composing an assignment, and the class that works on it."""

from nnplay.ui.classroom import teach
from nnplay.ui.common import page

session = page.start()
page.title("Teach")
teach.show(session)
page.finish()
