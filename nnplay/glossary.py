"""The field's terms as nnplay uses them, declared once: the glossary page and the lessons show them from here.

A text uses a term in this form only, so that students meet one word for one thing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Term:
    """One term.

    Args:
        name: As texts write it.
        meaning: What it means, in a sentence or two.
        lesson: Name of the lesson that introduces it.
        also: Other words for it that students meet elsewhere.
    """

    name: str
    meaning: str
    lesson: str
    also: tuple[str, ...] = ()


GLOSSARY: tuple[Term, ...] = (
    # A neuron
    Term(
        "neuron", "A formula: inputs times weights, added up with a bias, through an activation.", "neuron", ("unit",)
    ),
    Term("input", "A number that goes into a neuron or a network; one column of a table, or one pixel.", "neuron"),
    Term("weight", "A number that an input is multiplied by. Learning changes it.", "neuron"),
    Term("bias", "A number that is added to the weighted sum, whatever the inputs are. Learning changes it.", "neuron"),
    Term(
        "activation",
        "The function that turns a unit's sum into its output, such as ReLU.",
        "neuron",
        ("activation function",),
    ),
    Term("layer", "Units that read the same inputs. The outputs of one layer are the inputs of the next.", "neuron"),
    Term("hidden layer", "A layer between the inputs and the output layer.", "neuron"),
    Term("matrix", "A table of numbers. A layer's weights form one.", "neuron"),
    # Activations
    Term(
        "slope", "How fast a value changes when its input changes; f′ for a function f.", "activations", ("derivative",)
    ),
    Term("saturated", "A unit is saturated where its slope is nearly zero, so that it hardly learns.", "activations"),
    Term("logit", "A class's score before softmax or sigmoid turns it into a probability.", "activations"),
    Term("softmax", "Turns logits into positive shares that add up to 1.", "activations"),
    # A line through points
    Term("model", "A formula with numbers that are learned from data. A network is a model.", "line"),
    Term("loss", "One number that says how wrong a model is. Training makes it smaller.", "line"),
    Term(
        "mean squared error", "A loss: the mean of the squared differences of prediction and truth.", "line", ("MSE",)
    ),
    Term("gradient", "The slopes of the loss with respect to all weights. It points uphill.", "line"),
    Term("learning rate", "The gradient is multiplied by it to get the step.", "line"),
    Term("step", "One change of all weights, after one batch.", "line", ("update",)),
    Term("batch", "The examples that one step uses.", "line"),
    Term("epoch", "One pass through all the training data.", "line"),
    # A race of optimizers
    Term("optimizer", "The rule that turns gradients into steps, such as SGD or Adam.", "race"),
    Term("momentum", "A part of the last step that is added to the next one, as a heavy ball keeps rolling.", "race"),
    # Backpropagation
    Term("forward pass", "Working out a network's output from its inputs, layer by layer.", "backprop"),
    Term(
        "backward pass",
        "Working out all derivatives of the loss, from the output back to the inputs.",
        "backprop",
        ("backpropagation",),
    ),
    Term("chain rule", "The slope of a chain of functions is the product of their slopes.", "backprop"),
    # Loss and classification
    Term("one-hot", "A class as a row of numbers: 1 in its own place, 0 in all others.", "classification"),
    Term("cross-entropy", "A loss: minus the logarithm of the true class's probability.", "classification"),
    Term("likelihood", "The probability that a model gives to everything that really happened.", "classification"),
    Term("accuracy", "The share of answers that are right.", "classification"),
    # Tensors and data
    Term("tensor", "A box of numbers with any number of axes.", "tensors"),
    Term("shape", "The lengths of a tensor's axes, such as (28, 28, 1).", "tensors"),
    Term("training data", "The examples that change the weights.", "tensors", ("training set",)),
    Term(
        "validation data",
        "Examples that change no weights. They show during training how well the network does on new data.",
        "tensors",
        ("validation set",),
    ),
    Term("test data", "Examples that are used once, at the very end, for an honest result.", "tensors", ("test set",)),
    Term("standard deviation", "The usual distance of numbers from their mean. Its square is the variance.", "tensors"),
    # Convolution
    Term("kernel", "A small square of weights that slides over one channel of an image.", "convolution"),
    Term("filter", "One kernel for each channel; it makes one feature map.", "convolution"),
    Term("feature map", "The result of a filter at all places: it shows where the filter's pattern is.", "convolution"),
    Term("channel", "One of the numbers of each pixel: red, green or blue, or one feature map.", "convolution"),
    Term("stride", "The number of pixels that a window moves at a time.", "convolution"),
    Term("padding", "Zeros around an image, so that a feature map keeps its size.", "convolution"),
    Term("dilation", "The spacing of the pixels under a kernel.", "convolution"),
    # Pooling and flattening
    Term("pooling", "Keeping one number from each window of a feature map: the largest, or the mean.", "pooling"),
    Term("Flatten", "Putting all numbers of an image into one row.", "pooling"),
    # What depth buys
    Term("receptive field", "The pixels of the input that can change one number of a map.", "depth"),
    # Overfitting
    Term("overfitting", "Learning the noise of the training data, and so doing worse on new data.", "overfitting"),
    Term("underfitting", "Being too simple, or trained too little, to follow even the training data.", "overfitting"),
    Term("noise", "Random differences that no model can predict.", "overfitting"),
    Term(
        "penalty", "A price on large weights that is added to the loss: L1 or L2.", "overfitting", ("regularization",)
    ),
    Term("dropout", "Switching off random units during training.", "overfitting"),
    Term("early stopping", "Ending training when the validation loss stops getting better.", "overfitting"),
    # Three classic datasets
    Term("missing value", "A value that was not measured. In some tables a 0 stands for it.", "classics"),
    # Judging a classifier
    Term("threshold", "The probability at which a classifier's answer becomes the positive class.", "judging"),
    Term("false alarm", "A negative example that is called positive.", "judging", ("false positive",)),
    Term("miss", "A positive example that is called negative.", "judging", ("false negative",)),
    Term("confusion matrix", "A table that counts which true class got which answer.", "judging"),
    Term("precision", "The share of the positive answers that are right.", "judging"),
    Term("recall", "The share of the positive examples that are found.", "judging", ("sensitivity",)),
    Term("false positive rate", "The share of the negative examples that cause a false alarm.", "judging"),
    Term("ROC curve", "Recall over false positive rate, at every threshold.", "judging"),
    Term(
        "area under the ROC curve",
        "How often a positive example gets a higher probability than a negative one.",
        "judging",
        ("AUC",),
    ),
    Term(
        "calibrated",
        "A classifier is calibrated if, of all its 80% answers, 80% are right; likewise for any other number.",
        "judging",
    ),
    Term("class weights", "Factors that make the examples of one class count more in the loss.", "judging"),
    # Starting well
    Term("initializer", "The rule that draws the first weights at random, such as He's or Glorot's.", "starting"),
    Term(
        "vanishing gradient",
        "A gradient that gets so small on its way back that the first layers do not learn.",
        "starting",
    ),
    Term(
        "exploding gradient",
        "A gradient that gets so large on its way back that a step wrecks the network.",
        "starting",
    ),
    Term(
        "batch normalization", "Bringing each unit's sums over a batch to mean 0 and standard deviation 1.", "starting"
    ),
    Term(
        "residual connection",
        "A way around a layer: its input is added to its output.",
        "starting",
        ("skip connection",),
    ),
    # What did it learn?
    Term(
        "preferred picture",
        "A picture that is made to drive a unit's sum as high as possible.",
        "learned",
        ("activation maximization",),
    ),
    Term("saliency", "The gradient of a class's score with respect to each pixel of a picture.", "learned"),
    Term("Grad-CAM", "A map of where a convolution layer finds evidence for a class.", "learned"),
    Term(
        "sanity check",
        "A test that a method must pass before you believe it, such as random weights for a map.",
        "learned",
    ),
    Term(
        "adversarial example",
        "A picture with a change that you hardly see, but that makes a network answer wrongly.",
        "learned",
    ),
    Term(
        "shortcut",
        "Something that happens to come with the right answer in the data, so that a network uses it instead of what "
        "matters.",
        "learned",
    ),
    # More from little data
    Term(
        "data augmentation",
        "Changing examples at random during training in ways that keep their label, such as moving an image.",
        "little",
        ("augmentation",),
    ),
    Term("transfer", "Starting from a network that has learned from other data.", "little", ("transfer learning",)),
    Term("frozen layer", "A layer that keeps its weights during training.", "little"),
    Term("fine-tuning", "Training a trained network further on new data, in small steps.", "little"),
    # Bias in data
    Term("bias in data", "A systematic difference between data and what they are used for.", "bias"),
    # Codes and maps
    Term("autoencoder", "A network that learns to copy its input through a layer of few numbers.", "codes"),
    Term("code", "The few numbers that an autoencoder makes of its input.", "codes", ("latent code",)),
    Term("encoder", "The half of an autoencoder that turns an input into a code.", "codes"),
    Term("decoder", "The half of an autoencoder that turns a code into an output.", "codes"),
    Term(
        "PCA",
        "The best code that only multiplies and adds: the directions in which data differ most.",
        "codes",
        ("principal component analysis",),
    ),
    # Words and order
    Term("vocabulary", "All letters or words that a network knows, each with a number.", "words"),
    Term("embedding", "A row of learned numbers for each word or letter; also the layer that looks it up.", "words"),
    Term("sequence", "Steps in an order that matters, such as the words of a sentence.", "words"),
    Term("recurrent layer", "A layer that reads a sequence step by step and keeps a state.", "words", ("RNN",)),
    Term("state", "The numbers that a recurrent layer keeps from one step to the next: its memory.", "words"),
    Term("attention", "Each step takes a mixture of all steps; the shares depend on how well they match.", "words"),
)
"""All terms, in the order of the lessons."""


ADDRESS = "glossary"
"""The last part of its page's address."""

PARAMETER = "term"
"""What names a term in that address."""

_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_TERMS = {word.lower(): term for term in GLOSSARY for word in (term.name, *term.also)}


def term_of(words: str) -> Term | None:
    """The term that a text means, in singular or plural, by any of its names; None where it is none."""
    word = words.strip().lower()
    return _TERMS.get(word) or _TERMS.get(word.removesuffix("s"))


def linked(text: str) -> str:
    """A text of Markdown in which bold terms, which are bold where they are explained, lead to the glossary.

    What a term means is also shown where the mouse rests on it.
    """

    def link(found: re.Match[str]) -> str:
        term = term_of(found[1])
        if term is None:
            return found[0]
        meaning = term.meaning.replace('"', "'")
        return f'[**{found[1]}**]({ADDRESS}?{PARAMETER}={quote(term.name)} "{meaning}")'

    return _BOLD.sub(link, text)


def terms_of(lesson: str) -> tuple[Term, ...]:
    """The terms that a lesson introduces."""
    return tuple(one for one in GLOSSARY if one.lesson == lesson)
