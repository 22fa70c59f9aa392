"""A teacher's page: composing an assignment, and the class that works on it."""

from nnplay.i18n import N_
from nnplay.ui.classroom import teach
from nnplay.ui.common import page

session = page.start()
page.title(N_("Teach"))
teach.show(session)
page.finish()
