"""The second column: the picture of the network, and its layers one by one."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay import figures
from nnplay.errors import SpecError
from nnplay.export.program import network_code
from nnplay.export.program_data import goes_along
from nnplay.export.script import script
from nnplay.figures.living_network import stands_still
from nnplay.figures.network_room import FINGER, MOUSE, network_room
from nnplay.i18n import N_, language, number, tr
from nnplay.models.layers import show_shape
from nnplay.models.losses import resolve_loss
from nnplay.models.shapes import LayerShape, Trace, fitting_layers, output_layer, trace
from nnplay.registry import DATASETS, LAYERS
from nnplay.spec import MAX_LAYERS, ExperimentSpec, LayerSpec
from nnplay.suggestion import suggested_experiment
from nnplay.training.events import MAX_PICTURED_WEIGHTS
from nnplay.ui.classroom import held
from nnplay.ui.common import page
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error, show_errors
from nnplay.ui.common.folded import is_drawn
from nnplay.ui.common.live import picture_seconds
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.living_run import keep_room
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import ask
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.common.widgets import options_editor
from nnplay.ui.playground import images_panel, living_panel, weight_panel

NETWORK, PROGRAM = N_("Network"), N_("Whole program")
"""What the code may be of."""

_COLUMNS = [3.2, 1.6, 1.2]


def edit(session: Session) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Draws the editor of the layers; the places for the picture and for the choice of the run that is shown.

    That choice comes with the second run. Here it has room, in narrow columns too, so that nothing moves then.
    """
    with page.heading(N_("Network")):
        runs = st.container(width="content")
    shapes = trace(session.spec)
    _keep_room(session.spec, shapes)
    picture = page.place("network-picture")
    with st.container(key="layers", gap="xsmall"):
        if why := stands_still(session.spec):
            st.caption(why)
        _heading()
        edited = [_layer(session, shapes, index) for index in range(len(session.spec.layers))]
        _output(session, shapes)
        if held.is_shown(session, "layers"):
            _add(session)
        _code(session, shapes)
    session.spec = session.spec.with_layers(tuple(edited))
    return picture, runs


def show(session: Session) -> None:
    """Draws the network; a small one with the weights of the shown run."""
    run = session.shown_run
    spec = session.spec
    fits = run is not None and living_panel.fits(spec, run)
    if not (living_panel.show(spec, run if fits else None) or images_panel.show(session, spec, run if fits else None)):
        _picture(trace(spec), spec.layers, run if fits else None)
        weight_panel.draw(spec, run if fits else None)


def _keep_room(spec: ExperimentSpec, shapes: Trace) -> None:
    """Keeps the picture's place free until it comes: it must not push the layers under it down."""
    rooms = []
    for fingers, around in ((False, MOUSE), (True, FINGER)):
        room = network_room(spec, goal=living_panel.goal_of(spec), fingers=fingers)
        if not room and shapes.rows:
            button = around.weights if weight_panel.can_write(spec) else 0
            room = {
                least: math.ceil(figure.layout.height) + button
                for least, figure in _bare(shapes, spec.layers, language()).items()
            }
        rooms.append((room, {least: height - around.weights for least, height in room.items()}))
    pictures, living = zip(*rooms, strict=True)
    keep_room("network-picture", *pictures)
    keep_room(living_panel.KEY, *living)


def _picture(shapes: Trace, layers: tuple[LayerSpec, ...], run: SessionRun | None) -> None:
    @st.fragment(run_every=picture_seconds(run) if shapes.parameters <= MAX_PICTURED_WEIGHTS else None)
    def draw() -> None:
        weights = None
        snapshot = run.job.history.snapshot if run else None
        if run and snapshot and snapshot.kernels and run.epoch is not None:
            with show_errors():
                weights = ask(run, "dense_kernels")
        elif snapshot:
            weights = snapshot.kernels
        pictures = (
            figures.network_pictures(shapes, layers, weights=weights) if weights else _bare(shapes, layers, language())
        )
        names = ", ".join(row.label for row in shapes.rows)
        live_chart(pictures, key="network", label=tr("Picture of the network: {names}", names=names))

    draw()


@functools.lru_cache(maxsize=64)
def _bare(shapes: Trace, layers: tuple[LayerSpec, ...], code: str) -> Mapping[int, Any]:
    """The picture without weights: the same for everybody who reads the language, whatever is trained."""
    return figures.network_pictures(shapes, layers)


def _heading() -> None:
    layer, shape, parameters = st.columns(_COLUMNS, gap="small")
    layer.caption(tr("Layer"))
    shape.caption(
        tr("Output shape"), help=tr("What the layer outputs for one example: height × width × channels, or units.")
    )
    parameters.caption(
        tr("Parameters"), help=tr("How many numbers the layer has, whether training changes them or not.")
    )


def _layer(session: Session, shapes: Trace, index: int) -> LayerSpec:
    """One row of the editor; the layer as its widgets say."""
    layer = session.spec.layers[index]
    kind = layer.kind
    name, shape, parameters = st.columns(_COLUMNS, gap="small", vertical_alignment="center")
    summary = kind.summary(layer.options) if all(held.is_shown(session, one) for one in ("units", "activation")) else ""
    key = session.key(f"layer-{index}")
    with name:
        popover = st.popover(
            f"{index + 1}. **{kind.title}** {summary}".rstrip(),
            key=key,
            width="stretch",
            on_change="rerun",
        )
    if is_drawn(popover, key):
        with popover:
            layer = _edit(session, index, layer)
    _describe(shape, parameters, shapes, index)
    return layer


def _edit(session: Session, index: int, layer: LayerSpec) -> LayerSpec:
    kind = layer.kind
    key = session.key(f"layer-{index}")
    if held.is_shown(session, "layers"):
        _layer_buttons(session, index, key)
    st.caption(kind.help)
    state = held.of_layers(session)
    options = options_editor(kind, layer.options, key, advanced=False, columns=2, state=state)
    if any(param.advanced and state(param.name) != "hidden" for param in kind.params):
        with st.expander(tr("More options")):
            options = options_editor(kind, options, key, advanced=True, columns=2, state=state)
    return LayerSpec(layer.name, options)


def _layer_buttons(session: Session, index: int, key: str) -> None:
    """What moves, copies and takes a layer."""
    last = len(session.spec.layers) - 1
    with st.container(horizontal=True, gap="xsmall"):
        for label, icon, change, possible in (
            (N_("Up"), "arrow_upward", _move_up, index > 0),
            (N_("Down"), "arrow_downward", _move_down, index < last),
            (N_("Duplicate"), "content_copy", _duplicate, last + 1 < MAX_LAYERS),
            (N_("Remove"), "delete", _remove, True),
        ):
            st.button(
                tr(label),
                icon=f":material/{icon}:",
                key=f"{key}-{label}",
                on_click=change,
                args=(index,),
                **({"disabled": not possible} | held.fixed(session, "layers")),
            )


def _describe(shape: DeltaGenerator, parameters: DeltaGenerator, shapes: Trace, index: int) -> None:
    if index < len(shapes.rows):
        row: LayerShape = shapes.rows[index]
        shape.markdown(show_shape(row.output_shape))
        parameters.markdown(number(row.parameters, ","))
        return
    shape.markdown("–")
    parameters.markdown("–")
    if shapes.error and index == shapes.failed:
        _explain(shapes.error)


def _explain(error: SpecError) -> None:
    show_error(error.message)
    st.button(
        tr("Use layers that fit these data"),
        key="suggest-layers",
        on_click=_suggest,
        help=tr("Replaces all layers by a small network for the chosen dataset."),
    )


def _output(session: Session, shapes: Trace) -> None:
    """The row of the output layer, which follows from the task."""
    signature = DATASETS[session.spec.dataset.name].signature(session.spec.dataset.options)
    name, shape, parameters = st.columns(_COLUMNS, gap="small", vertical_alignment="center")
    layer = output_layer(signature.task, len(signature.class_names))
    answer = {
        "binary": tr(
            "the probability of “{part}”",
            part=signature.said(signature.class_names[-1] if signature.class_names else ""),
        ),
        "multiclass": tr("a probability for each class"),
        "regression": tr("the predicted {target_name}", target_name=signature.shown.target_name),
    }[signature.task]
    name.markdown(
        tr("**Output** {name} {layer} · {layer2}", name=layer.name, layer=layer["units"], layer2=layer["activation"]),
        help=tr("Follows from the data: {answer}.", answer=plain(answer)),
    )
    _describe(shape, parameters, shapes, len(session.spec.layers))
    try:
        loss = resolve_loss(session.spec.training.loss, signature.task).title
    except SpecError:
        loss = N_("none that fits")
    if not shapes.error:
        st.caption(
            tr(
                "{parameters:,} parameters in all. Loss: {replace}.",
                parameters=shapes.parameters,
                replace=tr(loss.replace("_", " ")),
            )
        )
    elif shapes.error.where[:1] == ("dataset",):
        st.caption(tr("The network depends on the data, which is not available yet."))
    elif shapes.failed is None:  # the layers fit, the loss does not
        show_error(shapes.error.message)


def _add(session: Session) -> None:
    kinds = list(fitting_layers(session.spec))
    to_add = _layer_to_add()
    if to_add.get() not in kinds:
        to_add.set(kinds[0])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            tr("Layer to add"),
            kinds,
            key=to_add.key,
            label_visibility="collapsed",
            width=230,
            **held.fixed(
                session,
                "layers",
                tr("The kinds of layers that fit these data. A new layer goes in the last place where it fits."),
            ),
        )
        st.button(
            tr("Add layer"),
            icon=":material/add:",
            key="add-layer",
            on_click=_append,
            **({"disabled": len(session.spec.layers) >= MAX_LAYERS} | held.fixed(session, "layers")),
        )


def _code(session: Session, shapes: Trace) -> None:
    """The network as Python, as it is edited."""
    opened = st.expander(tr("Code"), icon=":material/code:", key="network-code", on_change="rerun")
    if not opened.open:
        return
    with opened:
        if shapes.error:
            st.caption(tr("The code appears once the network can be built."))
            return
        what = st.segmented_control(
            tr("What to show"),
            (NETWORK, PROGRAM),
            default=NETWORK,
            format_func=tr,
            required=True,
            key="network-code-part",
            label_visibility="collapsed",
        )
        with show_errors():
            code = script(session.spec) if what == PROGRAM else network_code(session.spec, seeds=False)
            st.code(code, language="python", height=420 if what == PROGRAM else "content")
            if what == PROGRAM and goes_along(session.spec.dataset):
                st.caption(tr("Train the network: Export then gives you this program together with its data."))


# What the buttons do ----------------------------------------------------------------------------


def _replace(layers: list[LayerSpec]) -> None:
    session = current()
    session.replace_spec(session.spec.with_layers(tuple(layers)))


def _append() -> None:
    spec, name = current().spec, _layer_to_add().get()
    place = fitting_layers(spec).get(name, len(spec.layers))
    _replace([*spec.layers[:place], LayerSpec(name), *spec.layers[place:]])


def _layer_to_add() -> WidgetValue[str]:
    return WidgetValue("layer-to-add", next(iter(LAYERS)))


def _suggest() -> None:
    mine = current()
    mine.replace_spec(suggested_experiment(mine.spec.dataset, mine.spec.seed))


def _move_up(index: int) -> None:
    layers = list(current().spec.layers)
    layers[index - 1], layers[index] = layers[index], layers[index - 1]
    _replace(layers)


def _move_down(index: int) -> None:
    _move_up(index + 1)


def _duplicate(index: int) -> None:
    layers = list(current().spec.layers)
    _replace([*layers[: index + 1], layers[index], *layers[index + 1 :]])


def _remove(index: int) -> None:
    layers = list(current().spec.layers)
    del layers[index]
    _replace(layers)
