"""What the pictures of networks say, and the pen for the keyboard; see `ui/common/network`."""

from __future__ import annotations

from nnplay.i18n import plural, tr


def texts() -> dict[str, str | tuple[str, str]]:
    """All of them by name, in the present language."""
    return _film() | _units() | _numbers() | _by_hand() | _layers() | _steps() | _pen()


def _film() -> dict[str, str | tuple[str, str]]:
    return {
        "film": tr("Film of the training"),
        "pause": tr("Pause the picture"),
        "play": tr("Play the film"),
        "back": tr("Previous frame"),
        "next": tr("Next frame"),
        "position": tr("Position in the film"),
        "skip": tr("Skip to the end"),
        "again": tr("Train again, with fresh weights"),
        "command_pause": tr("Pause"),
        "command_resume": tr("Resume"),
        "speed": tr("Speed of the film"),
        "speed_help": tr(
            "Normal spreads a fast training over six seconds, slow over twenty; fastest shows it as it comes."
        ),
        "slow": tr("Slow"),
        "normal": tr("Normal"),
        "fast": tr("Fastest"),
        "epoch": tr("Epoch {epoch}"),
        "in_epoch": tr("In epoch {epoch}"),
        "since": tr("Since epoch {epoch}: {what}"),
        "no_weights": tr("No weights yet"),
        "shown": tr("Shown: epoch {epoch} of {epochs}"),
        "shown_behind": tr("Shown: epoch {epoch} of {epochs} · the training itself is at {last}"),
        "shown_after": tr("Shown: epoch {epoch} of {epochs} · the training is over"),
    }


def _units() -> dict[str, str | tuple[str, str]]:
    return {
        "table": tr("The network as a table"),
        "inputs": tr("Inputs"),
        "units": (plural("{n} unit", "{n} units", 1, n="{n}"), plural("{n} unit", "{n} units", 2, n="{n}")),
        "more": tr("… {count} more"),
        "more_in_table": tr("For large networks, this table lists only the units in the picture."),
        "input": tr("Input {name}"),
        "output": tr("Output"),
        "output_for": tr("Output for {name}"),
        "unit": tr("Layer {layer}, unit {unit}"),
        "unit_of": tr("Layer {layer}, {title} unit {unit}"),
        "edge": tr("{unit} to {other}"),
        "short_unit": tr("unit {unit}"),
        "example": tr("Test example {number}"),
        "truth": tr("It is: {name}"),
        "true_class": tr("{name}: the true class"),
        "example_before": tr("Previous test example (B)"),
        "next_example": tr("Next test example (N)"),
        "back_to_examples": tr("Back to the test examples (N)"),
        "reshape": tr("Neurons and layers"),
        "new_layer": tr("+ layer"),
        "add_layer": tr("Add a layer before the output"),
        "remove_layer": tr("Remove layer {layer}"),
        "remove_neuron": tr("Remove a neuron from layer {layer}"),
        "add_neuron": tr("Add a neuron to layer {layer}"),
    }


def _numbers() -> dict[str, str | tuple[str, str]]:
    return {
        "bias": tr("Bias"),
        "weight": tr("Weight of {unit}"),
        "scale": tr("Scale"),
        "shift": tr("Shift"),
        "moving_mean": tr("Moving mean"),
        "moving_variance": tr("Moving variance"),
        # In a list, after the name of a unit.
        "bias_is": tr("bias {value}"),
        "weight_is": tr("weight of {unit} {value}"),
        "scale_is": tr("scale {value}"),
        "shift_is": tr("shift {value}"),
        "moving_mean_is": tr("moving mean {value}"),
        "moving_variance_is": tr("moving variance {value}"),
        "weaker": tr("{count} weaker ones"),
        "normalized": tr("({unit} − mean of the layer) / its deviation"),
        "edge_weight": tr("weight {value}"),
        "edge_weightless": tr("weight not there yet"),
        "gradient": tr("gradient {value}"),
        "bias_gradient": tr("bias {value}, gradient {gradient}"),
        "product": tr("weight × value {weight} · {value} = {product}"),
        "said": tr("output {value}"),
        # Of a network on one number: where a unit's curve begins and ends.
        "curve": tr("output {first} at {name} {low} and {last} at {name} {high}"),
        "network_says": tr("network says"),
        "key_training": tr("Training"),
        "key_test": tr("Test"),
        "key_network": tr("Network"),
        "scaled": tr("{value}, scaled {scaled}"),
        "number_of": tr("{number} of {unit}"),
        "choose_number": tr("The number to change"),
        "no_own": tr("no numbers of its own"),
        "unit_untrained": tr("no weights yet"),
        "untrained": tr("It has no weights yet."),
        "train_first": tr("Train the network, and every unit shows what it sees."),
        "train_for_inputs": tr("Train to see how much each input counts."),
        "counts_most": tr("What counts most: weight × value, mean size over the first layer"),
        "counts_for_unit": tr("Weight × value for unit {unit}"),
        "losses": tr("Loss: training {training}, test {test}"),
        "losses_of_first": tr(
            "Loss: training {training}, test {test} · of the first {shown} and {shown_test} examples"
        ),
        "stays": tr("Gradient of the training loss: {gradient}, so this number stays."),
        "falls": tr("Gradient of the training loss: {gradient}, so a step makes this number smaller."),
        "rises": tr("Gradient of the training loss: {gradient}, so a step makes this number larger."),
        "loss_would_fall": tr("Without this unit the loss would fall to {loss}."),
        "loss_would_rise": tr("Without this unit the loss would rise to {loss}."),
    }


def _by_hand() -> dict[str, str | tuple[str, str]]:
    return {
        "test_points": tr("Test points"),
        "hard_edges": tr("Hard edges"),
        "hard_edges_help": tr("Show only the predicted class, not how confident the network is."),
        "put_back": tr("Put back"),
        "train_from": tr("Train from here"),
        "train_from_help": tr("Train a new run whose first weights are those that you see."),
        "close": tr("Close"),
        "all_given": tr("All {count} weights were given, not learned in this run."),
        "set": (tr("One number set by hand."), tr("{count} numbers set by hand.")),
        "what_if": (tr("What if: One number moved by hand."), tr("What if: {count} numbers moved by hand.")),
        "loss_change": tr("Training loss {before} → {now}."),
        "goes_on": tr("Training goes on from here."),
        "goes_on_and_says": tr("Training goes on from here, and the run says so."),
        "run_keeps": tr("The run itself keeps its weights."),
        "solved": tr("✓ Solved: all training points are classified correctly."),
        "goal": tr("{goal} So far {share}."),
    }


def _layers() -> dict[str, str | tuple[str, str]]:
    return {
        "frames": tr("Point at a map: frames show what the pixel was made from."),
        "frames_touch": tr("Tap a map: frames show what the pixel was made from."),
        "sums": tr("Click it for the sum behind its number."),
        "sums_touch": tr("Tap the map again for the sum behind its number."),
        "layer": tr("Layer {layer} {title}"),
        "map_of_layer": tr("Layer {layer} {title}, map {unit}"),
        "unit_of_layer": tr("Layer {layer} {title}, unit {unit}"),
        "of_all": tr("{unit} of {count}"),
        "no_numbers": tr("{unit}, no numbers yet"),
        "largest": tr("largest {value} at row {row}, column {column}"),
        "most_active": tr("The first ones and the most active ones: {shown} of {count}."),
        "input_picture": tr("Input: {title}"),
        "input_pixel": tr("Input, row {row}, column {column}: {values}"),
        "pixel": tr("{unit}, row {row}, column {column}"),
        "pixel_is": tr("{unit}, row {row}, column {column}: {value}"),
        "reads_input": tr("reads {rows}, {columns} of the input"),
        "reads_layer": tr("reads {rows}, {columns} of layer {layer}"),
        "rows": (tr("row {first}"), tr("rows {first} to {last}")),
        "columns": (tr("column {first}"), tr("columns {first} to {last}")),
    }


def _steps() -> dict[str, str | tuple[str, str]]:
    return {
        "words": tr("Point at a cell: a frame shows what part of the text it was made from."),
        "words_touch": tr("Tap a cell: a frame shows what part of the text it was made from."),
        "sums_touch_cell": tr("Tap the cell again for the sum behind its number."),
        "type_here": tr("Type a text of your own"),
        "layer_shares": tr("Layer {layer} {title}: who looks at whom"),
        "last_state": tr("The last state: it is passed on"),
        "first_heads": (tr("The first of {count} heads"), tr("The first {n} of {count} heads")),
        "input_word": tr("Input: {word}"),
        "step_word": tr("“{word}” (step {step})"),
        "step_unknown": tr("“{word}”, unknown to the network (step {step})"),
        "step_padding": tr("padding (step {step})"),
        "at_step": tr("{unit}, at {word}"),
        "at_step_is": tr("{unit}, at {word}: {value}"),
        "largest_at": tr("largest {value} at {word}"),
        "asks": tr("Layer {layer} {title}, {word} asks"),
        "looks_at": tr("{asking} looks at {asked}"),
        "looks": tr("{asking} takes {share} from {asked}"),
        "looks_most": tr("most, {share}, from {word}"),
        "of_head": tr("Head {head}: {what}"),
        "reads_word": tr("made from {word}"),
        "reads_words": tr("made from {first} to {last}"),
        "reads_all_words": tr("made from all steps"),
    }


def _pen() -> dict[str, str | tuple[str, str]]:
    return {
        "draw_here": tr("Draw a digit here"),
        "clear": tr("Clear the drawing"),
        "grid": tr("drawing grid"),
        "grid_label": tr("Draw with the keyboard, on 28 by 28 squares"),
        "grid_keys": tr(
            "Arrow keys move, Shift with them draws. Space sets a dot, Enter puts the pen down or lifts it. "
            "Backspace undoes, Delete clears."
        ),
        "dot": tr("Dot."),
        "pen_down": tr("Pen down."),
        "pen_lifted": tr("Pen lifted."),
        "stroke_removed": tr("Last stroke removed."),
        "cleared": tr("All cleared."),
        "inked": tr("Row {row}, column {column}, inked"),
        "empty": tr("Row {row}, column {column}, empty"),
    }
