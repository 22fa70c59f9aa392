"""A student's page: joining a class, and handing in."""

from nnplay.ui.classroom import my_class
from nnplay.ui.common import page

session = page.start()
my_class.show(session)
page.finish()
