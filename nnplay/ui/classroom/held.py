"""Widgets that a task can fix or hide: what is hidden is not drawn, and its value stays in the experiment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from nnplay.classroom.controls import ControlState, layer_control, training_control
from nnplay.i18n import tr
from nnplay.registry import Param
from nnplay.ui.classroom.task import state_of
from nnplay.ui.common.session import Session
from nnplay.ui.common.widgets import FIXED, param_widget

OptionState = Callable[[str], ControlState]


def is_free(session: Session, control: str) -> bool:
    """Whether the student may change it."""
    return state_of(session, control) == "free"


def is_shown(session: Session, control: str) -> bool:
    """Whether it is drawn."""
    return state_of(session, control) != "hidden"


def fixed(session: Session, control: str, help: str = "") -> dict[str, Any]:
    """Arguments for a Streamlit widget that is drawn: its help, and whether it is disabled, which the help explains."""
    if is_free(session, control):
        return {"help": help} if help else {}
    return {"disabled": True, "help": f"{tr(FIXED)} {help}".strip()}


def held_param(session: Session, control: str, param: Param, value: Any, key: str) -> Any:
    """Draws a parameter as the task has it; its value."""
    if not is_shown(session, control):
        return value
    drawn = param_widget(param, value, key, **fixed(session, control, param.help))
    return drawn if is_free(session, control) else value


def of_layers(session: Session) -> OptionState:
    """The state of each option of a layer."""
    return lambda option: state_of(session, layer_control(option))


def of_data(session: Session) -> OptionState:
    """The state of each option of a dataset."""
    return lambda option: state_of(session, "data_options")


def of_training(session: Session) -> OptionState:
    """The state of each option of the training and of its optimizer."""
    return lambda option: state_of(session, "learning_rate" if option == "learning_rate" else training_control(option))


def columns(shares: Mapping[str, float], session: Session) -> dict[str, Any]:
    """Columns for the controls that are drawn, by name, each with its share of the width."""
    shown = {name: share for name, share in shares.items() if is_shown(session, name)}
    if not shown:
        return {}
    places = st.columns(list(shown.values()), gap="small", vertical_alignment="bottom")
    return dict(zip(shown, places, strict=True))
