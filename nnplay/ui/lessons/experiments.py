"""The experiments of the lessons whose outcome the student predicts first, by lesson; one list of their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Prediction:
    """A question whose answer the page shows once the student has chosen one.

    Args:
        name: Its name among the predictions of its lesson, which `nnplay.lessons` lists.
        question: What will happen?
        options: The answers to choose from.
        answer: Place of the right one.
        why: The reason, and what to look at on the page.
        shows: Values that controls of the page take when an answer is chosen, by their keys, so that the student
            sees what happens.
    """

    name: str
    question: str
    options: Sequence[str]
    answer: int
    why: str
    shows: Mapping[str, Any] = field(default_factory=dict)


PREDICTIONS: Mapping[str, tuple[Prediction, ...]] = MappingProxyType(
    {
        "neuron": (
            Prediction(
                "zero",
                "Set both weights to 0, then move the inputs. What happens to the output?",
                ("It follows the larger input", "It stays the same, whatever the inputs are", "It becomes 0"),
                1,
                "Both weights are now 0, so both products are 0. The sum is the bias alone, and the output is f(b) "
                "everywhere. The black line on the plane is gone. Move the inputs to check; then give the weights back "
                "their values.",
                {"neuron-w1": 0.0, "neuron-w2": 0.0},
            ),
            Prediction(
                "bias",
                "Raise the bias from -1 to 2. Where does the corner of the ReLU curve go?",
                ("To the left", "To the right", "Straight up"),
                0,
                "The corner is where the sum is zero, at x = -b / w. With w = 2 it moves from 0.5 to -1. A larger bias "
                "means that a smaller input is enough to make the sum positive.",
                {"neuron-line-w": 2.0, "neuron-line-b": 2.0, "neuron-line-activation": "relu"},
            ),
            Prediction(
                "stack",
                "Stack four hidden layers, without any activation. What can the output look like?",
                ("A smooth curve", "A zigzag line", "A straight line"),
                2,
                "Each layer only multiplies and adds, and multiplying and adding again gives nothing new: the four "
                "layers come down to a single weight and a single bias. Now choose ReLU or tanh below, and watch the "
                "output bend.",
                {"neuron-hidden": 4, "neuron-between": "linear"},
            ),
        ),
        "activations": (
            Prediction(
                "saturated",
                "A sigmoid unit's sum z goes from 1 to 5. What happens to the slope of the curve there?",
                ("It grows about five times", "It stays about the same", "It almost vanishes"),
                2,
                "The slope falls from 0.197 to 0.007. Far out, the sigmoid is flat: whatever the unit does, its output "
                "stays close to 1, and training can hardly change it.",
                {"activations-activation": "sigmoid", "activations-z": 5.0},
            ),
            Prediction(
                "double",
                "A hidden layer of 20 ReLU units follows the wave with a mean error of 0.0198. What is the error with "
                "40 units?",
                ("Half as large", "A quarter as large", "Zero"),
                1,
                "It is 0.0049, a quarter. Each straight piece is half as long, and a curve leaves a straight line with "
                "the square of the distance. With sigmoid steps, twice the units only halve the error. No number of "
                "straight pieces is exactly the wave, so it never gets to zero.",
                {"activations-curve": "wave", "activations-hidden": 40.0, "activations-bend": "relu"},
            ),
            Prediction(
                "deep",
                "Five sigmoid layers, each with the largest slope a sigmoid can have, 0.25. How much of an error gets "
                "back to the first layer?",
                ("About a quarter", "About a twentieth", "About a thousandth"),
                2,
                "The slopes are multiplied: 0.25 · 0.25 · 0.25 · 0.25 · 0.25 = 0.00098. With ReLU and a positive sum, "
                "it is 1 · 1 · 1 · 1 · 1 = 1.",
                {"activations-z-deep": 0.0, "activations-depth": 5},
            ),
            Prediction(
                "dog",
                "Raise the logit of *dog* from 1 to 2. What happens to the other three shares?",
                ("They stay the same", "Only the share of *cat*, the largest, shrinks", "All three shrink"),
                2,
                "The shares always add up to 1, so if one grows, the others must shrink, all by the same factor. A "
                "sigmoid for each class would not behave like that.",
                {"activations-logit-dog": 2.0},
            ),
        ),
        "line": (
            Prediction(
                "squares",
                "One line misses two points by 1 each. Another hits the first point and misses the second by 2. Which "
                "line has the larger mean squared error?",
                ("The first", "The second", "Both have the same"),
                1,
                "(1² + 1²) / 2 = 1, but (0² + 2²) / 2 = 2. Squaring makes one large error count more than two small "
                "ones. Try it: move a single point far away from the line.",
            ),
            Prediction(
                "too-large",
                "What happens if the learning rate is slightly above the limit?",
                ("It gets there faster", "It swings back and forth, but gets there", "The loss grows without end"),
                2,
                "Each step jumps across the valley and lands higher on the other side than it started. Near the start "
                "the loss may still fall, but in the end it runs away. Compare the curve of the loss with that of "
                "*right*.",
                {"line-pace": "too large", "line-batch": "full", "line-step": 20.0},
            ),
            Prediction(
                "single",
                "Now each step uses a single point, not all of them. What does the path look like?",
                (
                    "It goes straight to the lowest point",
                    "It zigzags, and never comes to rest at the lowest point",
                    "It stays where it is",
                ),
                1,
                "Every point pulls toward lines through itself, so the steps disagree. On average they go downhill. "
                "This noise is the price of cheap steps; with millions of examples, it is well worth it.",
                {"line-pace": "right", "line-batch": "single", "line-step": 60.0},
            ),
            Prediction(
                "unscaled",
                "Blood pressure is about 95, body mass index about 26. Turn scaling off, and leave the learning rate "
                "at 0.1. What happens?",
                (
                    "It learns a little more slowly",
                    "Nothing changes: only the units are different",
                    "The loss runs away",
                ),
                2,
                "Each derivative has its input as a factor, so large inputs make large derivatives, and the same "
                "learning rate makes steps that are far too long. That is why inputs are scaled before training. "
                "Choose a rate of 0.00005 and 60 steps: the loss falls, but b is still almost 0, and its best value is "
                "-203.6.",
                {"line-scaled": False, "line-inputs-rate": 0.1, "line-inputs": "both"},
            ),
        ),
        "race": (
            Prediction(
                "two",
                "All seven start on the right of a landscape with two minima. How many of them are in the deeper one, "
                "on the left, after 150 steps?",
                ("None", "One", "All seven"),
                1,
                "Only momentum has enough speed to roll over the ridge. The others stop in the nearer minimum, or are "
                "still on their way to it. Move the start, and it may be different.",
                {"race-surface": "two", "race-step": 150.0},
            ),
        ),
        "backprop": (
            Prediction(
                "xor",
                "How many of the four points can a single line get right?",
                ("Two", "Three", "All four"),
                1,
                "This line gets three right. Move it as you like: the fourth is always on the wrong side. Below you "
                "see why.",
                {"backprop-line-w1": 1.0, "backprop-line-w2": 1.0, "backprop-line-b": -0.5},
            ),
        ),
        "classification": (
            Prediction(
                "push",
                "The neuron is confidently wrong: z = -5, but the true class is 1. Which loss pushes z up harder?",
                ("Cross-entropy", "The squared error", "Both about the same"),
                0,
                "Cross-entropy pushes with 0.99, the squared error only with 0.013, about 75 times less. The figure "
                "below shows how long it waits before it learns anything.",
                {"classification-start": -5.0, "classification-y": 1.0},
            ),
            Prediction(
                "shift",
                "Add 6 to all three logits. What happens to the probabilities?",
                ("All three grow", "They stay the same", "They become more equal"),
                1,
                "Every power of e gets the same factor, and it cancels. Look at the table: the logits are different, "
                "the probabilities are not.",
                {"classification-shift": 6.0},
            ),
        ),
        "tensors": (
            Prediction(
                "reshape",
                "Reshape the digit from 8 × 8 to 4 × 16. What happens to its 64 numbers?",
                ("Neighbors are averaged", "They stay the same, in the same order", "Half of them are lost"),
                1,
                "The row of 64 numbers is only cut in other places. The picture looks strange because pixels that "
                "were on top of each other are now side by side.",
                {"tensors-rows": 4, "tensors-columns": 16},
            ),
        ),
        "convolution": (
            Prediction(
                "plain",
                "The nine weights of *Edges* add up to 0. What is the result on a plain area, such as clear sky?",
                ("About 0", "The brightness of the area", "The largest number of all"),
                0,
                "All pixels under the window are about the same number, so the result is about that number times 0. "
                "Only places where pixels differ stand out.",
                {"convolution-kernel": "edges"},
            ),
        ),
        "pooling": (
            Prediction(
                "shift",
                "Move the picture one pixel to the right. How much does the map change after max pooling with 2 × 2 "
                "windows, compared with the feature map itself?",
                ("Not at all", "About half as much", "Just as much"),
                1,
                "The feature map changes by 49%, the pooled map by 26%. Pooling forgives a part of the shift, not all "
                "of it: many of the largest numbers crossed into the next window.",
                {"pooling-shift-image": "temple", "pooling-shift-right": 1, "pooling-shift-size": 2},
            ),
        ),
        "depth": (
            Prediction(
                "shuffle",
                "Both networks are trained on shuffled digits. Which one gets worse?",
                ("The dense network", "The convolution", "Both"),
                1,
                "In three runs the dense network stayed at about 97.6%, while the convolution fell from about 94% to "
                "about 88%. Train them to see your own result.",
            ),
        ),
        "overfitting": (
            Prediction(
                "degree",
                "Fit 12 points with a polynomial of degree 11, which has 12 weights. What are the two errors like?",
                (
                    "Both are close to zero",
                    "The training error is zero, the validation error is large",
                    "Both are large",
                ),
                1,
                "The curve passes through every training point and swings wildly in between. It has memorized "
                "the noise, and on new points that is useless.",
                {"overfitting-degree": 11, "overfitting-points": 12},
            ),
            Prediction(
                "stiff",
                "A polynomial of degree 1, a straight line, is fitted to 20 noisy points of a wave, again and again. "
                "What is most of its error on new points?",
                ("It is too stiff for the wave", "It follows the points that it happened to get", "The noise alone"),
                0,
                "The squared distance of the mean line from the wave is 0.506, and the variance is only 0.049. More "
                "points would not help. Now raise the degree step by step, and watch the gray curves spread.",
                {"overfitting-fits-degree": 1.0, "overfitting-fits-points": 20.0},
            ),
            Prediction(
                "huge",
                "With 100 hidden units, the network fits all 100 training digits and misreads two thirds of the new "
                "ones. What does one with 1,000 units do?",
                ("It misreads even more", "About as many", "It misreads less than a fifth"),
                2,
                "It misreads 17.6%. It, too, fits all training digits, although a tenth of them have a random label, "
                "but with much smaller weights. Choose 100, 110 and 1000 units below.",
                {"overfitting-wrong": 0.1, "overfitting-random-units": "1000"},
            ),
        ),
        "classics": (
            Prediction(
                "guess",
                "Always answer *no diabetes*, without looking at any number. How often are you right about these "
                "women?",
                ("About 35%", "About 50%", "About 65%"),
                2,
                "500 of the 768 women had no diabetes, which is 65.1%. A network that reaches 66% has learned hardly "
                "anything.",
            ),
        ),
        "judging": (
            Prediction(
                "lower",
                "Lower the threshold from 50% to 20%. What happens?",
                ("Precision and recall both rise", "Recall rises, precision falls", "Precision rises, recall falls"),
                1,
                "More tumors are now called malignant, so fewer malignant ones are missed. But more benign ones are "
                "among them: with the radius, 47 false alarms instead of 10, and 7 misses instead of 19.",
                {"judging-seen": "radius", "judging-threshold": 0.2},
            ),
            Prediction(
                "costs",
                "A miss costs ten times as much as a false alarm. At what probability should you start calling a "
                "tumor malignant?",
                ("About 9%", "50%", "About 91%"),
                0,
                "At 9%, being wrong costs the same both ways: 0.09 · 10 is about 0.91 · 1. Above that, a false alarm "
                "is the cheaper risk. Look at the dotted line, 1 / 11.",
                {"judging-cost-seen": "radius", "judging-miss": 10.0, "judging-alarm": 1.0},
            ),
            Prediction(
                "confident",
                "Double every logit. What happens to the accuracy at 50% and to the area under the ROC curve?",
                ("Both rise", "Both stay the same", "The accuracy stays, the area grows"),
                1,
                "No tumor changes sides at 50%, and the order of all tumors stays. Accuracy and ROC do not notice that "
                "the neuron is now too confident. The calibration error does.",
                {"judging-calibration-seen": "radius", "judging-factor": 2.0},
            ),
            Prediction(
                "rare",
                "1 person in 100 is sick. A test finds 90% of the sick, and 9% of the healthy get a false alarm. Your "
                "test is positive. How likely is it that you are sick?",
                ("About 90%", "About 50%", "About 9%"),
                2,
                "Of 1,000 people, 10 are sick, and 9 of them are found. But 9% of the 990 healthy ones are 89 false "
                "alarms. So 9 of 98 with a positive test are sick: about 9%. Of 160 "
                "gynecologists who were asked this with the same numbers, 21% knew "
                "([Gigerenzer and others 2007](https://doi.org/10.1111/j.1539-6053.2008.00033.x)).",
                {"judging-share": 0.01, "judging-recall": 0.9, "judging-alarms": 0.09},
            ),
        ),
        "starting": (
            Prediction(
                "zeros",
                "All weights and biases of a tanh network start at 0. What changes in the first step?",
                ("Every weight, a little", "Only the biases of the output layer", "Only the first layer"),
                1,
                "All hidden outputs are tanh(0) = 0, so there is nothing for the next weights to be multiplied by. And "
                "the weights that would carry the gradient back are 0, too. Both figures show it: nothing goes "
                "forward, nothing comes back.",
                {"starting-activation": "tanh", "starting-initializer": "Zeros"},
            ),
            Prediction(
                "twice",
                "Twenty ReLU layers start with weights twice as large as He's. How large are the last layer's outputs?",
                ("About twice as large", "About 40 times as large", "Hundreds of thousands of times as large"),
                2,
                "Every layer doubles them, and 2 to the power of 20 is 1,048,576. In this network the standard "
                "deviation of the last outputs is about 340,000. The gradient explodes in the same way.",
                {"starting-activation": "relu", "starting-initializer": "twice He", "starting-depth": 20},
            ),
            Prediction(
                "residual",
                "Twenty sigmoid layers: the first one gets about a millionth of a millionth of the last layer's "
                "gradient. Now add residual connections. How much does it get?",
                ("Still less than a thousandth", "About as much as the last layer", "Nothing at all"),
                1,
                "It gets 2.73 times as much as the last layer. Each layer multiplies the gradient by 1 plus a small "
                "slope, not by the small slope alone.",
                {
                    "starting-residual-activation": "sigmoid",
                    "starting-residual-initializer": "Glorot",
                    "starting-residual-depth": 20,
                },
            ),
        ),
        "learned": (
            Prediction(
                "kernels",
                "The reader has learned its first 16 kernels from digits. What do they look like?",
                ("Like small digits", "Like edges, lines and spots", "Like random numbers, all of them"),
                1,
                "With 3 × 3 weights there is no room for a digit. But an edge or a piece of a line is part of every "
                "digit. Look at the kernels, then at the map of each one.",
            ),
            Prediction(
                "three",
                "Follow the gradient to the picture that the reader likes best as a 3. What is in it?",
                ("A neatly written 3", "Pieces of a 3 in a gray tangle", "Nothing but noise"),
                1,
                "The reader is almost certain that it is a 3. You may find the bows of a 3 in it, and lots of marks "
                "that no pen would make. Nothing in training ever punished those.",
                {"learned-liked-layer": "11"},
            ),
            Prediction(
                "gaps",
                "The reader sees a 3. Where would a little ink raise its score for an 8 the most?",
                ("On the strokes of the 3", "On blank paper", "Nowhere: an 8 is an 8"),
                1,
                "The strongest spot is on blank paper, left of the middle, where the loops of an 8 would close. "
                "Saliency shows what a change would do, not what is there.",
                {"learned-why-digit": "3", "learned-why-class": "8"},
            ),
            Prediction(
                "forget",
                "All seven layers get random weights: the network reads nothing any more. What does its saliency map "
                "look like?",
                ("Empty", "Noise all over the picture", "Like a map of the digit's strokes"),
                2,
                "To the eye it still shows the digit. So a map that lies on the strokes does not prove that the "
                "network has learned anything. Compare the rank correlations.",
                {"learned-forgotten": 7},
            ),
            Prediction(
                "fool",
                "Change every pixel of a 6 by at most 0.12, so that you still read a 6. Can the reader be made to say "
                "5?",
                ("No, it just gets less certain", "Yes, and it is still unsure", "Yes, with more than 90%"),
                2,
                "Hundreds of tiny changes all push the same way. A faint pattern appears on the paper, and the reader "
                "says 5 with 93%.",
                {"learned-fool-digit": "6", "learned-fool-toward": "5", "learned-size": 0.12},
            ),
        ),
        "little": (
            Prediction(
                "mirror",
                "Which of these changes should you not make to digits?",
                ("Move them by half a pixel", "Turn them by a few degrees", "Mirror them, left to right"),
                2,
                "A mirrored 3 is not a 3, and nobody writes it. A mirrored cat is still a cat: what you may change "
                "depends on what the pictures show.",
                {"little-mirror": True},
            ),
            Prediction(
                "moved",
                "The plain network reads about 90% of the test digits. Move all of them one pixel to the right. How "
                "many does it still read?",
                ("About 90%", "About 75%", "About 50%"),
                2,
                "In our two runs it fell to about 50%, because it has never seen a digit anywhere else. The augmented "
                "network, which has, kept about 75%. Train all three to see your own result.",
                {"little-moved": 1},
            ),
            Prediction(
                "transfer",
                "The reader has never seen digits by these people. How many of them does it read as it is?",
                ("About 50%", "About 75%", "About 95%"),
                2,
                "It reads 95.2% of them. A digit is a digit, whoever writes it. Let it learn from 100 of the new "
                "digits, and it reads 97.8%.",
                {"little-count": "100"},
            ),
        ),
        "bias": (
            Prediction(
                "overall",
                "The network has seen no 9 in the rare style, and reads not one of them right. What is its accuracy on "
                "all test digits?",
                ("About 50%", "About 80%", "About 95%"),
                2,
                "It is 95.2%. The rare style is so rare that the mean hardly notices. Only the accuracy of each group "
                "shows that nobody who writes like this is read.",
                {"bias-digit": "9", "bias-share": 0.0},
            ),
            Prediction(
                "shortcut",
                "Every 8 in the training data has the mark, and no 3 has. Now the mark is on the 3s instead. How many "
                "new digits does the neuron get right?",
                ("About 95%", "About 50%, like guessing", "About 20%, worse than guessing"),
                2,
                "It gets 21.5% right. It looks at the mark first, and at the digit only a little. Without any marks it "
                "gets 59.9%. Take the mark away to see what it could have learned: 97.6%.",
                {"bias-marked": True, "bias-marks": 1.0},
            ),
        ),
        "words": (
            Prediction(
                "lookup",
                "Multiply a one-hot row by the table. What comes out?",
                ("The mean of all rows of the table", "One row of the table, unchanged", "A number between 0 and 1"),
                1,
                "All numbers of the one-hot row are 0 but one, so every row of the table is multiplied by 0 but one. "
                "That is why an embedding layer does not multiply at all: it picks the row.",
            ),
            Prediction(
                "bag",
                "*The dog chases the cat*, *the cat chases the dog*: how different are the means of their rows?",
                ("Very different", "A little different", "Not at all"),
                2,
                "Both sentences have the same words, and a sum does not depend on the order. Choose the second "
                "sentence and compare.",
                {"words-sentence-bag": "the cat chases the dog"},
            ),
            Prediction(
                "memory",
                "The unit sees a 1, and then only zeros. With u = 0.5, how much of its state is left after six more "
                "steps?",
                ("All of it", "About half", "Almost nothing"),
                2,
                "Each step multiplies the state by about 0.5, and 0.5⁶ is 1/64. A plain recurrent unit forgets fast. "
                "Now raise u to 1.5 and see how it remembers.",
                {"words-memory-u": 0.5, "words-memory-w": 2.0},
            ),
            Prediction(
                "shares",
                "The scores are multiplied by 0, so that no word matches better than another. What shares does each "
                "word get?",
                ("All the same", "None at all", "Only the first word gets one"),
                0,
                "Softmax of equal scores gives equal shares, so every word takes the plain mean: attention is now a "
                "bag of words. Raise the sharpness again, and *chases* looks at the animals.",
                {"words-sharpness": 0.0},
            ),
            Prediction(
                "networks",
                "Four networks learn who does it. Which of them stay below half right?",
                (
                    "The bag of words alone",
                    "The bag of words, and attention without places",
                    "The recurrent network, because it forgets",
                ),
                1,
                "In four runs each, these two stayed between 39% and 49% on the test sentences, and the other two got "
                "all of them right. Without places, attention cannot see the order either. Train them to see your own "
                "result.",
            ),
        ),
    }
)
"""The predictions of each lesson in their order, by its name."""
