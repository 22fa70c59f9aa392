"""The experiments whose outcome the student predicts first, by lesson. From one neuron to a network."""

from __future__ import annotations

from nnplay.i18n import N_
from nnplay.ui.lessons.prediction import Prediction

PREDICTIONS: dict[str, tuple[Prediction, ...]] = {
    "neuron": (
        Prediction(
            "zero",
            N_("Set both weights to 0, then move the inputs. What happens to the output?"),
            (N_("It follows the larger input"), N_("It stays the same, whatever the inputs are"), N_("It becomes 0")),
            1,
            N_(
                "Both weights are now 0, so both products are 0. The sum is the bias alone, and the output is f(b) "
                "everywhere. The line on the plane is gone. Move the inputs to check; then put the weights back to "
                "what they were."
            ),
            {"neuron-w1": 0.0, "neuron-w2": 0.0},
        ),
        Prediction(
            "bias",
            N_("Raise the bias from -1 to 2. Where does the corner of the ReLU curve go?"),
            (N_("To the left"), N_("To the right"), N_("Straight up")),
            0,
            N_(
                "The corner is where the sum is zero, at x = -b / w. With w = 2 it moves from 0.5 to -1. A larger bias "
                "means that a smaller input is enough to make the sum positive."
            ),
            {"neuron-line-w": 2.0, "neuron-line-b": 2.0, "neuron-line-activation": "relu"},
        ),
        Prediction(
            "stack",
            N_("Stack four hidden layers, without any activation. What can the output look like?"),
            (N_("A smooth curve"), N_("A zigzag line"), N_("A straight line")),
            2,
            N_(
                "Each layer only multiplies and adds, and multiplying and adding again gives nothing new: the four "
                "layers come down to a single weight and a single bias. Now choose ReLU or tanh below, and watch the "
                "output bend."
            ),
            {"neuron-hidden": 4, "neuron-between": "linear"},
        ),
    ),
    "activations": (
        Prediction(
            "saturated",
            N_("A sigmoid unit's sum z goes from 1 to 5. What happens to the slope of the curve there?"),
            (N_("It grows about five times"), N_("It stays about the same"), N_("It almost vanishes")),
            2,
            N_(
                "The slope falls from 0.197 to 0.007. Far out, the sigmoid is flat: whatever the unit does, its output "
                "stays close to 1, and training can hardly change it."
            ),
            {"activations-activation": "sigmoid", "activations-z": 5.0},
        ),
        Prediction(
            "double",
            N_(
                "A hidden layer of 20 ReLU units follows the wave with a mean error of 0.0198. What is the error with "
                "40 units?"
            ),
            (N_("Half as large"), N_("A quarter as large"), N_("Zero")),
            1,
            N_(
                "It is 0.0049, a quarter. Each straight piece is half as long, and the gap between a curve and a "
                "straight piece shrinks with the square of the length. With sigmoid steps, twice the units only halve "
                "the error. No number of straight pieces matches the wave exactly, so the error never gets to zero."
            ),
            {"activations-curve": "wave", "activations-hidden": 40.0, "activations-bend": "relu"},
        ),
        Prediction(
            "deep",
            N_(
                "Five sigmoid layers, each with the largest slope a sigmoid can have, 0.25. How much of an error gets "
                "back to the first layer?"
            ),
            (N_("About a quarter"), N_("About a twentieth"), N_("About a thousandth")),
            2,
            N_(
                "The slopes are multiplied: 0.25 · 0.25 · 0.25 · 0.25 · 0.25 = 0.00098. With ReLU and a positive sum, "
                "it is 1 · 1 · 1 · 1 · 1 = 1."
            ),
            {"activations-z-deep": 0.0, "activations-depth": 5},
        ),
        Prediction(
            "dog",
            N_("Raise the logit of *dog* from 1 to 2. What happens to the other three shares?"),
            (N_("They stay the same"), N_("Only the share of *cat*, the largest, shrinks"), N_("All three shrink")),
            2,
            N_(
                "The shares always add up to 1, so if one grows, the others must shrink, all by the same factor. A "
                "sigmoid for each class would not behave like that."
            ),
            {"activations-logit-dog": 2.0},
        ),
    ),
    "line": (
        Prediction(
            "squares",
            N_(
                "One line misses two points by 1 each. Another hits the first point and misses the second by 2. Which "
                "line has the larger mean squared error?"
            ),
            (N_("The first"), N_("The second"), N_("Both have the same")),
            1,
            N_(
                "(1² + 1²) / 2 = 1, but (0² + 2²) / 2 = 2. Squaring makes one large error count more than two small "
                "ones. Try it: move a single point far away from the line."
            ),
        ),
        Prediction(
            "too-large",
            N_("What happens if the learning rate is slightly above the limit?"),
            (
                N_("It gets there faster"),
                N_("It swings back and forth, but gets there"),
                N_("The loss grows without end"),
            ),
            2,
            N_(
                "Each step jumps across the valley and lands higher on the other side than it started. Near the start "
                "the loss may still fall, but in the end it runs away. Compare the curve of the loss with that of "
                "*right*."
            ),
            {"line-pace": "too large", "line-batch": "full", "line-step": 20.0},
        ),
        Prediction(
            "single",
            N_("Now each step uses a single point, not all of them. What does the path look like?"),
            (
                N_("It goes straight to the lowest point"),
                N_("It zigzags, and never comes to rest at the lowest point"),
                N_("It stays where it is"),
            ),
            1,
            N_(
                "Every point pulls toward lines through itself, so the steps disagree. On average they go downhill. "
                "This noise is the price of cheap steps; with millions of examples, it is well worth it."
            ),
            {"line-pace": "right", "line-batch": "single", "line-step": 60.0},
        ),
        Prediction(
            "unscaled",
            N_(
                "Blood pressure is about 95, body mass index about 26. Turn scaling off, and leave the learning rate "
                "at 0.1. What happens?"
            ),
            (
                N_("It learns a little more slowly"),
                N_("Nothing changes: only the units are different"),
                N_("The loss runs away"),
            ),
            2,
            N_(
                "Each derivative has its input as a factor, so large inputs make large derivatives, and the same "
                "learning rate makes steps that are far too long. That is why inputs are scaled before training. "
                "Choose a rate of 0.00005 and 60 steps: the loss falls, but b is still almost 0, and its best value is "
                "-203.6."
            ),
            {"line-scaled": False, "line-inputs-rate": 0.1, "line-inputs": "both"},
        ),
    ),
    "race": (
        Prediction(
            "two",
            N_(
                "All seven start on the right of a landscape with two minima. How many of them are in the deeper one, "
                "on the left, after 150 steps?"
            ),
            (N_("None"), N_("One"), N_("All seven")),
            1,
            N_(
                "Only *Momentum* has enough speed to roll over the ridge. The others stop in the nearer minimum, or "
                "are still on their way to it. Move the start, and it may be different."
            ),
            {"race-surface": "two", "race-step": 150.0},
        ),
    ),
    "backprop": (
        Prediction(
            "xor",
            N_("How many of the four points can a single line get right?"),
            (N_("Two"), N_("Three"), N_("All four")),
            1,
            N_(
                "This line gets three right. Move it as you like: the fourth is always on the wrong side. Below you "
                "see why."
            ),
            {"backprop-line-w1": 1.0, "backprop-line-w2": 1.0, "backprop-line-b": -0.5},
        ),
    ),
    "classification": (
        Prediction(
            "push",
            N_("The neuron is confidently wrong: z = -5, but the true class is 1. Which loss pushes z up harder?"),
            (N_("Cross-entropy"), N_("The squared error"), N_("Both about the same")),
            0,
            N_(
                "Cross-entropy pushes with 0.99, the squared error only with 0.013, about 75 times less. The figure "
                "below shows how long it waits before it learns anything."
            ),
            {"classification-start": -5.0, "classification-y": 1.0},
        ),
        Prediction(
            "shift",
            N_("Add 6 to all three logits. What happens to the probabilities?"),
            (N_("All three grow"), N_("They stay the same"), N_("They become more equal")),
            1,
            N_(
                "Every power of e gets the same factor, and it cancels. Look at the table: the logits are different, "
                "the probabilities are not."
            ),
            {"classification-shift": 6.0},
        ),
    ),
}
