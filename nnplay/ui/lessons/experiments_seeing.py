"""The experiments whose outcome the student predicts first, by lesson. To a network that sees."""

from __future__ import annotations

from nnplay.i18n import N_
from nnplay.ui.lessons.prediction import Prediction

PREDICTIONS: dict[str, tuple[Prediction, ...]] = {
    "tensors": (
        Prediction(
            "reshape",
            N_("Reshape the digit from 8 × 8 to 4 × 16. What happens to its 64 numbers?"),
            (N_("Neighbors are averaged"), N_("They stay the same, in the same order"), N_("Half of them are lost")),
            1,
            N_(
                "The row of 64 numbers is only cut in other places. The picture looks strange because pixels that "
                "were on top of each other are now side by side."
            ),
            {"tensors-rows": 4, "tensors-columns": 16},
        ),
    ),
    "convolution": (
        Prediction(
            "plain",
            N_(
                "The nine weights of *Edges* add up to 0. What is the result in an area of one color, such as clear "
                "sky?"
            ),
            (N_("About 0"), N_("The brightness of the area"), N_("The largest number of all")),
            0,
            N_(
                "All pixels under the window are about the same number, so the result is about that number times 0. "
                "Only places where pixels differ stand out."
            ),
            {"convolution-kernel": "edges"},
        ),
        Prediction(
            "red",
            N_(
                "Take the red channel times 1, the green one times -1 and the blue one times 0. What does the filter "
                "respond to?"
            ),
            (N_("To everything bright"), N_("To what is more red than green"), N_("To edges between red and green")),
            1,
            N_(
                "Where a pixel is gray or white, red and green are equal and cancel out. What is left is the "
                "difference. Now make all three shares 1: the filter sees brightness."
            ),
            {"convolution-share-red": 1.0, "convolution-share-green": -1.0, "convolution-share-blue": 0.0},
        ),
    ),
    "pooling": (
        Prediction(
            "shift",
            N_(
                "Move the picture one pixel to the right. How much does the map change after max pooling with 2 × 2 "
                "windows, compared with the feature map itself?"
            ),
            (N_("Not at all"), N_("About half as much"), N_("Just as much")),
            1,
            N_(
                "The feature map changes by 49%, the pooled map by 26%. Pooling forgives a part of the shift, not all "
                "of it: many of the largest numbers crossed into the next window."
            ),
            {"pooling-shift-image": "temple", "pooling-shift-right": 1, "pooling-shift-size": 2},
        ),
    ),
    "depth": (
        Prediction(
            "shuffle",
            N_("Both networks are trained on shuffled digits. Which one gets worse?"),
            (N_("The dense network"), N_("The convolution"), N_("Both")),
            1,
            N_(
                "In three runs the dense network stayed at about 97.6%, while the convolution fell from about 94% to "
                "about 88%. Train them to see your own result."
            ),
        ),
    ),
    "overfitting": (
        Prediction(
            "degree",
            N_("Fit 12 points with a polynomial of degree 11, which has 12 weights. What are the two errors like?"),
            (
                N_("Both are close to zero"),
                N_("The training error is zero, the validation error is large"),
                N_("Both are large"),
            ),
            1,
            N_(
                "The curve passes through every training point and swings wildly in between. It has memorized "
                "the noise, and on new points that is useless."
            ),
            {"overfitting-degree": 11, "overfitting-points": 12},
        ),
        Prediction(
            "stiff",
            N_(
                "A polynomial of degree 1, a straight line, is fitted to 20 noisy points of a wave, again and again. "
                "What is the main reason for its error on new points?"
            ),
            (
                N_("It is too stiff for the wave"),
                N_("It follows the points that it happened to get"),
                N_("The noise alone"),
            ),
            0,
            N_(
                "The squared distance of the mean line from the wave is 0.506, and the variance is only 0.049. More "
                "points would not help. Now raise the degree step by step, and watch the gray curves spread."
            ),
            {"overfitting-fits-degree": 1.0, "overfitting-fits-points": 20.0},
        ),
        Prediction(
            "huge",
            N_(
                "With 100 hidden units, the network fits all 100 training digits and misreads two thirds of the new "
                "ones. What does one with 1,000 units do?"
            ),
            (N_("It misreads even more"), N_("About as many"), N_("It misreads less than a fifth")),
            2,
            N_(
                "It misreads 17.6%. It, too, fits all training digits, although a tenth of them have a random label, "
                "but with much smaller weights. Choose 100, 110 and 1000 units below."
            ),
            {"overfitting-wrong": 0.1, "overfitting-random-units": "1000"},
        ),
    ),
    "classics": (
        Prediction(
            "guess",
            N_(
                "Always answer *no diabetes*, without looking at any number. How often are you right about these women?"
            ),
            (N_("About 35%"), N_("About 50%"), N_("About 65%")),
            2,
            N_(
                "500 of the 768 women had no diabetes, which is 65.1%. A network that reaches 66% has learned hardly "
                "anything."
            ),
        ),
    ),
}
