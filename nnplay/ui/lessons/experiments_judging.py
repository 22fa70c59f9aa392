"""The experiments whose outcome the student predicts first, by lesson. Judging and understanding, data, sequences."""

from __future__ import annotations

from nnplay.i18n import N_
from nnplay.ui.lessons.prediction import Prediction

PREDICTIONS: dict[str, tuple[Prediction, ...]] = {
    "judging": (
        Prediction(
            "lower",
            N_("Lower the threshold from 50% to 20%. What happens?"),
            (
                N_("Precision and recall both rise"),
                N_("Recall rises, precision falls"),
                N_("Precision rises, recall falls"),
            ),
            1,
            N_(
                "More tumors are now called malignant, so fewer malignant ones are missed. But more benign ones are "
                "among them: with the radius, 47 false alarms instead of 10, and 7 misses instead of 19."
            ),
            {"judging-seen": "radius", "judging-threshold": 0.2},
        ),
        Prediction(
            "costs",
            N_(
                "A miss costs ten times as much as a false alarm. At what probability should you start calling a "
                "tumor malignant?"
            ),
            (N_("About 9%"), "50%", N_("About 91%")),
            0,
            N_(
                "At 9%, being wrong costs the same both ways: 0.09 · 10 is about 0.91 · 1. Above that, a false alarm "
                "is the cheaper risk. Look at the dotted line, 1 / 11."
            ),
            {"judging-cost-seen": "radius", "judging-miss": 10.0, "judging-alarm": 1.0},
        ),
        Prediction(
            "confident",
            N_("Double every logit. What happens to the accuracy at 50% and to the area under the ROC curve?"),
            (N_("Both rise"), N_("Both stay the same"), N_("The accuracy stays, the area grows")),
            1,
            N_(
                "No tumor changes sides at 50%, and the order of all tumors stays. Accuracy and ROC do not notice that "
                "the neuron is now too confident. The calibration error does."
            ),
            {"judging-calibration-seen": "radius", "judging-factor": 2.0},
        ),
        Prediction(
            "rare",
            N_(
                "1 person in 100 is sick. A test finds 90% of the sick, and 9% of the healthy get a false alarm. Your "
                "test is positive. How likely is it that you are sick?"
            ),
            (N_("About 90%"), N_("About 50%"), N_("About 9%")),
            2,
            N_(
                "Of 1,000 people, 10 are sick, and 9 of them are found. But 9% of the 990 healthy ones are 89 false "
                "alarms. So 9 of 98 with a positive test are sick: about 9%. Of 160 gynecologists who were asked this "
                "with the same numbers, 21% knew ([Gigerenzer and others "
                "2007](https://doi.org/10.1111/j.1539-6053.2008.00033.x))."
            ),
            {"judging-share": 0.01, "judging-recall": 0.9, "judging-alarms": 0.09},
        ),
    ),
    "starting": (
        Prediction(
            "zeros",
            N_("All weights and biases of a tanh network start at 0. What changes in the first step?"),
            (N_("Every weight, a little"), N_("Only the biases of the output layer"), N_("Only the first layer")),
            1,
            N_(
                "All hidden outputs are tanh(0) = 0, so there is nothing for the next weights to be multiplied by. And "
                "the weights that would carry the gradient back are 0, too. Both figures show it: nothing goes "
                "forward, nothing comes back."
            ),
            {"starting-activation": "tanh", "starting-initializer": "Zeros"},
        ),
        Prediction(
            "twice",
            N_("Twenty ReLU layers start with weights twice as large as He's. How large are the last layer's outputs?"),
            (N_("About twice as large"), N_("About 40 times as large"), N_("Hundreds of thousands of times as large")),
            2,
            N_(
                "Every layer doubles them, and 2 to the power of 20 is 1,048,576. In this network the standard "
                "deviation of the last outputs is about 340,000. The gradient explodes in the same way."
            ),
            {"starting-activation": "relu", "starting-initializer": "twice He", "starting-depth": 20},
        ),
        Prediction(
            "residual",
            N_(
                "Twenty sigmoid layers: the first one gets about a millionth of a millionth of the last layer's "
                "gradient. Now add residual connections. How much does it get?"
            ),
            (N_("Still less than a thousandth"), N_("About as much as the last layer"), N_("Nothing at all")),
            1,
            N_(
                "It gets 2.73 times as much as the last layer. Each layer multiplies the gradient by 1 plus a small "
                "slope, not by the small slope alone."
            ),
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
            N_("The reader has learned its first 16 kernels from digits. What do they look like?"),
            (N_("Like small digits"), N_("Like edges, lines and spots"), N_("Like random numbers, all of them")),
            1,
            N_(
                "With 3 × 3 weights there is no room for a digit. But an edge or a piece of a line is part of every "
                "digit. Look at the kernels, then at the map of each one."
            ),
        ),
        Prediction(
            "three",
            N_("Follow the gradient to the picture that the reader likes best as a 3. What is in it?"),
            (N_("A neatly written 3"), N_("Pieces of a 3 in a gray tangle"), N_("Nothing but noise")),
            1,
            N_(
                "The reader is almost certain that it is a 3. You may find the curves of a 3 in it, and lots of marks "
                "that no pen would make. Nothing in training ever punished those."
            ),
            {"learned-liked-layer": "11"},
        ),
        Prediction(
            "gaps",
            N_("The reader sees a 3. Where would a little ink raise its score for an 8 the most?"),
            (N_("On the strokes of the 3"), N_("On blank paper"), N_("Nowhere: an 8 is an 8")),
            1,
            N_(
                "The strongest spot is on blank paper, left of the middle, where the loops of an 8 would close. "
                "Saliency shows what a change would do, not what is there."
            ),
            {"learned-why-digit": "3", "learned-why-class": "8"},
        ),
        Prediction(
            "forget",
            N_(
                "All seven layers get random weights: the network can no longer read. What does its saliency map look "
                "like?"
            ),
            (N_("Empty"), N_("Noise all over the picture"), N_("Like a map of the digit's strokes")),
            2,
            N_(
                "To the eye it still shows the digit. So a map that lies on the strokes does not prove that the "
                "network has learned anything. Compare the rank correlations."
            ),
            {"learned-forgotten": 7},
        ),
        Prediction(
            "fool",
            N_(
                "Change every pixel of a 6 by at most 0.12, so that you still read a 6. Can the reader be made to "
                "say 5?"
            ),
            (N_("No, it just gets less certain"), N_("Yes, and it is still unsure"), N_("Yes, with more than 90%")),
            2,
            N_(
                "Hundreds of tiny changes all push the same way. A faint pattern appears on the paper, and the reader "
                "says 5 with more than 90%; the figure says how much."
            ),
            {"learned-fool-digit": "6", "learned-fool-toward": "5", "learned-size": 0.12},
        ),
    ),
    "little": (
        Prediction(
            "mirror",
            N_("Which of these changes should you not make to digits?"),
            (N_("Move them by half a pixel"), N_("Turn them by a few degrees"), N_("Mirror them, left to right")),
            2,
            N_(
                "A mirrored 3 is not a 3, and nobody writes it. A mirrored cat is still a cat: what you may change "
                "depends on what the pictures show."
            ),
            {"little-mirror": True},
        ),
        Prediction(
            "moved",
            N_(
                "The plain network reads about 90% of the test digits. Move all of them one pixel to the right. How "
                "many does it still read?"
            ),
            (N_("About 90%"), N_("About 75%"), N_("About 50%")),
            2,
            N_(
                "In our two runs it fell to about 50%, because it has never seen a digit anywhere else. The augmented "
                "network, which has, kept about 75%. Train all three to see your own result."
            ),
            {"little-moved": 1},
        ),
        Prediction(
            "transfer",
            N_("The reader has never seen digits by these people. What share of their digits does it read, as it is?"),
            (N_("About 50%"), N_("About 75%"), N_("About 95%")),
            2,
            N_(
                "It reads 95.2% of them. A digit is a digit, whoever writes it. Let it learn from 100 of the new "
                "digits, and it reads 97.8%."
            ),
            {"little-count": "100"},
        ),
    ),
    "bias": (
        Prediction(
            "overall",
            N_(
                "The network has seen no 9 in the rare style, and gets none of them right. What is its accuracy on all "
                "test digits?"
            ),
            (N_("About 50%"), N_("About 80%"), N_("About 95%")),
            2,
            N_(
                "It is 95.2%. The rare style is so rare that the mean hardly notices. Only the accuracy of each group "
                "shows that the network fails everyone who writes like this."
            ),
            {"bias-digit": "9", "bias-share": 0.0},
        ),
        Prediction(
            "shortcut",
            N_(
                "Every 8 in the training data has the mark, and no 3 has. Now the mark is on the 3s instead. How many "
                "new digits does the neuron get right?"
            ),
            (N_("About 95%"), N_("About 50%, like guessing"), N_("About 20%, worse than guessing")),
            2,
            N_(
                "It gets 21.5% right. It looks at the mark first, and at the digit only a little. Without any marks it "
                "gets 59.9%. Take the mark away to see what it could have learned: 97.6%."
            ),
            {"bias-marked": True, "bias-marks": 1.0},
        ),
    ),
    "codes": (
        Prediction(
            "linear",
            N_("Both have two numbers for each digit. Which of them draws the test digits better?"),
            (N_("PCA, which is computed exactly"), N_("The autoencoder, which can bend"), N_("Both equally well")),
            1,
            N_(
                "The autoencoder's error is 0.038, that of PCA 0.053. PCA can only lay a flat plane through the space "
                "of all pictures. With its activations, the autoencoder can bend the plane to where the digits are."
            ),
            {"codes-size": "2"},
        ),
        Prediction(
            "neighbors",
            N_(
                "Compare digits by codes of 16 numbers instead of 64 pixels. For how many test digits is the nearest "
                "training digit the same digit?"
            ),
            (N_("About 50%"), N_("About 75%"), N_("About 98%")),
            2,
            N_(
                "For 98.4%, although no label was ever used. With 2 numbers it is 75.8%: too many digits share a place."
            ),
            {"codes-near": "16"},
        ),
    ),
    "words": (
        Prediction(
            "lookup",
            N_("Multiply a one-hot row by the table. What comes out?"),
            (
                N_("The mean of all rows of the table"),
                N_("One row of the table, unchanged"),
                N_("A number between 0 and 1"),
            ),
            1,
            N_(
                "Only one number in the one-hot row is not 0, so every other row of the table is multiplied by 0. What "
                "is left is that one row. That is why an embedding layer does not multiply at all: it picks the row."
            ),
        ),
        Prediction(
            "bag",
            N_("*The dog chases the cat*, *the cat chases the dog*: how different are the means of their rows?"),
            (N_("Very different"), N_("A little different"), N_("Not at all")),
            2,
            N_(
                "Both sentences have the same words, and a sum does not depend on the order. Choose the second "
                "sentence and compare."
            ),
            {"words-sentence-bag": "the cat chases the dog"},
        ),
        Prediction(
            "memory",
            N_(
                "The unit sees a 1, and then only zeros. With u = 0.5, how much of its state is left after six more "
                "steps?"
            ),
            (N_("All of it"), N_("About half"), N_("Almost nothing")),
            2,
            N_(
                "Each step multiplies the state by about 0.5, and 0.5⁶ is 1/64. A plain recurrent unit forgets fast. "
                "Now raise u to 1.5 and see how it remembers."
            ),
            {"words-memory-u": 0.5, "words-memory-w": 2.0},
        ),
        Prediction(
            "shares",
            N_(
                "The scores are multiplied by 0, so that no word matches better than another. What shares does each "
                "word get?"
            ),
            (N_("All the same"), N_("None at all"), N_("Only the first word gets one")),
            0,
            N_(
                "Softmax of equal scores gives equal shares, so every word takes the plain mean: attention is now a "
                "bag of words. Raise the sharpness again, and *chases* looks at the animals."
            ),
            {"words-sharpness": 0.0},
        ),
        Prediction(
            "networks",
            N_("Four networks learn who does it. Which of them get less than half of the test sentences right?"),
            (
                N_("The bag of words alone"),
                N_("The bag of words, and attention without places"),
                N_("The recurrent network, because it forgets"),
            ),
            1,
            N_(
                "In four runs each, these two stayed between 39% and 49% on the test sentences, and the other two got "
                "all of them right. Without places, attention cannot see the order either. Train them to see your own "
                "result."
            ),
        ),
    ),
}
