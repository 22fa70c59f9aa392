"""The playground: data, network and curves side by side."""

import streamlit as st

from nnplay.i18n import tr
from nnplay.ui.classroom import task, task_panel
from nnplay.ui.common import opened_link, page
from nnplay.ui.common.live import standing
from nnplay.ui.playground import (
    control_bar,
    data_panel,
    first_curves,
    link_panel,
    network_panel,
    starting,
    training_options,
    training_panel,
)
from nnplay.ui.playground.drawn import is_outdated

session = page.start()
page.hidden_title(tr("Playground"))
opened_link.read_address(session)
task.read_address(session)
link_panel.keep_room(session)
set_task = st.container()
bar = page.place("control-bar")
with st.container(key="playground-columns"):
    data_column, network_column, training_column = st.columns([0.85, 1.6, 1.05], gap="medium")

before = session.spec
with data_column:
    data_picture = data_panel.edit(session)
with network_column:
    network_picture, runs = network_panel.edit(session)
with training_column:
    curves = training_options.edit(session)
outdated = is_outdated(before, session.spec)
problem = starting.act(session)  # when all is edited, and before anything is drawn that shows a run
if outdated and not problem:
    st.rerun()  # so that everything shows the experiment as it is now

# Read once, before anything is drawn that depends on it; the curves draw the page again when it has changed.
live = session.live_run
stage = live.stage if live else "over"
stood = standing(live)
# Last of what is edited, for its link and its list show the experiment as it is now.
with set_task:
    task_panel.draw(session)
with bar:
    control_bar.draw(session, live, stage, problem)
    control_bar.expect(session)
with runs:
    training_panel.choose_run(session)
with curves:  # first, because they are what a press of Train waits for
    training_panel.show(session, live, stage, stood)
with data_picture:
    data_panel.show(session)
with network_picture:
    network_panel.show(session)
first_curves.settle(session)
page.finish()
