"""The data of the experiment: on their way into the network, their split, and what they look like."""

import streamlit as st

from nnplay.i18n import tr
from nnplay.ui import data_page
from nnplay.ui.common import page
from nnplay.ui.playground import data_panel

session = page.start()
page.hidden_title(tr("Data of the experiment"))
before = session.spec
choice, views = st.columns([1, 3.4], gap="large")
with choice:
    picture = data_panel.edit(session, pictured=False)
if session.spec != before:
    st.rerun()
if picture:
    with picture:
        data_panel.show(session)
with views:
    data_page.show(session)
page.finish()
