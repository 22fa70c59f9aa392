"""The field's terms as nnplay uses them, declared once: the glossary page and the lessons show them from here.

A text uses a term in this form only, so that students meet one word for one thing.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from nnplay.i18n import ENGLISH, N_, english, language, tr, translated


@translated("name", "meaning")
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

    @property
    def key(self) -> str:
        """Its English name, which links hold in every language."""
        return english(self, "name")

    @property
    def synonyms(self) -> tuple[str, ...]:
        """The other words for it in the present language."""
        return tuple(map(tr, self.also))

    @property
    def words(self) -> tuple[str, ...]:
        """All that it is called, in English too, which students meet in every language."""
        return tuple(dict.fromkeys((self.name, *self.synonyms, self.key, *self.also)))


GLOSSARY: tuple[Term, ...] = (
    # A neuron
    Term(
        N_("neuron"),
        N_("A formula: inputs times weights, added up with a bias, through an activation."),
        "neuron",
        (N_("unit"),),
    ),
    Term(
        N_("input"), N_("A number that goes into a neuron or a network; one column of a table, or one pixel."), "neuron"
    ),
    Term(N_("weight"), N_("A number that an input is multiplied by. Learning changes it."), "neuron"),
    Term(
        N_("bias"),
        N_("A number that is added to the weighted sum, whatever the inputs are. Learning changes it."),
        "neuron",
    ),
    Term(
        N_("activation"),
        N_("The function that turns a unit's sum into its output, such as ReLU."),
        "neuron",
        (N_("activation function"),),
    ),
    Term(
        N_("layer"),
        N_("Units that read the same inputs. The outputs of one layer are the inputs of the next."),
        "neuron",
    ),
    Term(N_("hidden layer"), N_("A layer between the inputs and the output layer."), "neuron"),
    Term(N_("matrix"), N_("A table of numbers. A layer's weights form one."), "neuron"),
    # Activations
    Term(
        N_("slope"),
        N_("How fast a value changes when its input changes; f′ for a function f."),
        "activations",
        (N_("derivative"),),
    ),
    Term(
        N_("saturated"),
        N_("A unit is saturated where its slope is nearly zero, so that it hardly learns."),
        "activations",
    ),
    Term(N_("logit"), N_("A class's score before softmax or sigmoid turns it into a probability."), "activations"),
    Term(N_("softmax"), N_("Turns logits into positive shares that add up to 1."), "activations"),
    # A line through points
    Term(N_("model"), N_("A formula with numbers that are learned from data. A network is a model."), "line"),
    Term(N_("loss"), N_("One number that says how wrong a model is. Training makes it smaller."), "line"),
    Term(
        N_("mean squared error"),
        N_("A loss: the mean of the squared differences of prediction and truth."),
        "line",
        (N_("MSE"),),
    ),
    Term(N_("gradient"), N_("The slopes of the loss with respect to all weights. It points uphill."), "line"),
    Term(N_("learning rate"), N_("The gradient is multiplied by it to get the step."), "line"),
    Term(N_("step"), N_("One change of all weights, after one batch."), "line", (N_("update"),)),
    Term(N_("batch"), N_("The examples that one step uses."), "line"),
    Term(N_("epoch"), N_("One pass through all the training data."), "line"),
    # A race of optimizers
    Term(N_("optimizer"), N_("The rule that turns gradients into steps, such as SGD or Adam."), "race"),
    Term(
        N_("momentum"),
        N_("A part of the last step that is added to the next one, as a heavy ball keeps rolling."),
        "race",
    ),
    # Backpropagation
    Term(N_("forward pass"), N_("Working out a network's output from its inputs, layer by layer."), "backprop"),
    Term(
        N_("backward pass"),
        N_("Working out all derivatives of the loss, from the output back to the inputs."),
        "backprop",
        (N_("backpropagation"),),
    ),
    Term(N_("chain rule"), N_("The slope of a chain of functions is the product of their slopes."), "backprop"),
    # Loss and classification
    Term(N_("one-hot"), N_("A class as a row of numbers: 1 in its own place, 0 in all others."), "classification"),
    Term(N_("cross-entropy"), N_("A loss: minus the logarithm of the true class's probability."), "classification"),
    Term(
        N_("likelihood"), N_("The probability that a model gives to everything that really happened."), "classification"
    ),
    Term(N_("accuracy"), N_("The share of answers that are right."), "classification"),
    # Tensors and data
    Term(N_("tensor"), N_("A box of numbers with any number of axes."), "tensors"),
    Term(N_("shape"), N_("The lengths of a tensor's axes, such as (28, 28, 1)."), "tensors"),
    Term(N_("training data"), N_("The examples that change the weights."), "tensors", (N_("training set"),)),
    Term(
        N_("validation data"),
        N_("Examples that change no weights. They show during training how well the network does on new data."),
        "tensors",
        (N_("validation set"),),
    ),
    Term(
        N_("test data"),
        N_("Examples that are used once, at the very end, for an honest result."),
        "tensors",
        (N_("test set"),),
    ),
    Term(
        N_("standard deviation"),
        N_("The usual distance of numbers from their mean. Its square is the variance."),
        "tensors",
    ),
    # Convolution
    Term(N_("kernel"), N_("A small square of weights that slides over one channel of an image."), "convolution"),
    Term(N_("filter"), N_("One kernel for each channel; it makes one feature map."), "convolution"),
    Term(
        N_("feature map"),
        N_("The result of a filter at all places: it shows where the filter's pattern is."),
        "convolution",
    ),
    Term(N_("channel"), N_("One of the numbers of each pixel: red, green or blue, or one feature map."), "convolution"),
    Term(N_("stride"), N_("The number of pixels that a window moves at a time."), "convolution"),
    Term(N_("padding"), N_("Zeros around an image, so that a feature map keeps its size."), "convolution"),
    Term(N_("dilation"), N_("The spacing of the pixels under a kernel."), "convolution"),
    # Pooling and flattening
    Term(
        N_("pooling"), N_("Keeping one number from each window of a feature map: the largest, or the mean."), "pooling"
    ),
    Term(N_("Flatten"), N_("Putting all numbers of an image into one row."), "pooling"),
    # What depth buys
    Term(N_("receptive field"), N_("The pixels of the input that can change one number of a map."), "depth"),
    # Overfitting
    Term(
        N_("overfitting"), N_("Learning the noise of the training data, and so doing worse on new data."), "overfitting"
    ),
    Term(
        N_("underfitting"),
        N_("Being too simple, or trained too little, to follow even the training data."),
        "overfitting",
    ),
    Term(N_("noise"), N_("Random differences that no model can predict."), "overfitting"),
    Term(
        N_("penalty"),
        N_("A price on large weights that is added to the loss: L1 or L2."),
        "overfitting",
        (N_("regularization"),),
    ),
    Term(N_("dropout"), N_("Switching off random units during training."), "overfitting"),
    Term(N_("early stopping"), N_("Ending training when the validation loss stops getting better."), "overfitting"),
    # Three classic datasets
    Term(N_("missing value"), N_("A value that was not measured. In some tables a 0 stands for it."), "classics"),
    # Judging a classifier
    Term(N_("threshold"), N_("The probability at which a classifier's answer becomes the positive class."), "judging"),
    Term(N_("false alarm"), N_("A negative example that is called positive."), "judging", (N_("false positive"),)),
    Term(N_("miss"), N_("A positive example that is called negative."), "judging", (N_("false negative"),)),
    Term(N_("confusion matrix"), N_("A table that counts which true class got which answer."), "judging"),
    Term(N_("precision"), N_("The share of the positive answers that are right."), "judging"),
    Term(N_("recall"), N_("The share of the positive examples that are found."), "judging", (N_("sensitivity"),)),
    Term(N_("false positive rate"), N_("The share of the negative examples that cause a false alarm."), "judging"),
    Term(N_("ROC curve"), N_("Recall over false positive rate, at every threshold."), "judging"),
    Term(
        N_("area under the ROC curve"),
        N_("How often a positive example gets a higher probability than a negative one."),
        "judging",
        (N_("AUC"),),
    ),
    Term(
        N_("calibrated"),
        N_("A classifier is calibrated if, of all its 80% answers, 80% are right; likewise for any other number."),
        "judging",
    ),
    Term(N_("class weights"), N_("Factors that make the examples of one class count more in the loss."), "judging"),
    # Starting well
    Term(
        N_("initializer"), N_("The rule that draws the first weights at random, such as He's or Glorot's."), "starting"
    ),
    Term(
        N_("vanishing gradient"),
        N_("A gradient that gets so small on its way back that the first layers do not learn."),
        "starting",
    ),
    Term(
        N_("exploding gradient"),
        N_("A gradient that gets so large on its way back that a step wrecks the network."),
        "starting",
    ),
    Term(
        N_("batch normalization"),
        N_("Bringing each unit's sums over a batch to mean 0 and standard deviation 1."),
        "starting",
    ),
    Term(
        N_("residual connection"),
        N_("A way around a layer: its input is added to its output."),
        "starting",
        (N_("skip connection"),),
    ),
    # What did it learn?
    Term(
        N_("preferred picture"),
        N_("A picture that is made to drive a unit's sum as high as possible."),
        "learned",
        (N_("activation maximization"),),
    ),
    Term(N_("saliency"), N_("The gradient of a class's score with respect to each pixel of a picture."), "learned"),
    Term(N_("Grad-CAM"), N_("A map of where a convolution layer finds evidence for a class."), "learned"),
    Term(
        N_("sanity check"),
        N_("A test that a method must pass before you believe it, such as random weights for a map."),
        "learned",
    ),
    Term(
        N_("adversarial example"),
        N_("A picture with a change that you hardly see, but that makes a network answer wrongly."),
        "learned",
    ),
    Term(
        N_("shortcut"),
        N_(
            "Something that happens to come with the right answer in the data, so that a network uses it instead of "
            "what matters."
        ),
        "learned",
    ),
    # More from little data
    Term(
        N_("data augmentation"),
        N_("Changing examples at random during training in ways that keep their label, such as moving an image."),
        "little",
        (N_("augmentation"),),
    ),
    Term(
        N_("transfer"),
        N_("Starting from a network that has learned from other data."),
        "little",
        (N_("transfer learning"),),
    ),
    Term(N_("frozen layer"), N_("A layer that keeps its weights during training."), "little"),
    Term(N_("fine-tuning"), N_("Training a trained network further on new data, in small steps."), "little"),
    # Bias in data
    Term(N_("bias in data"), N_("A systematic difference between data and what they are used for."), "bias"),
    # Codes and maps
    Term(N_("autoencoder"), N_("A network that learns to copy its input through a layer of few numbers."), "codes"),
    Term(N_("code"), N_("The few numbers that an autoencoder makes of its input."), "codes", (N_("latent code"),)),
    Term(N_("encoder"), N_("The half of an autoencoder that turns an input into a code."), "codes"),
    Term(N_("decoder"), N_("The half of an autoencoder that turns a code into an output."), "codes"),
    Term(
        N_("PCA"),
        N_("The best code that only multiplies and adds: the directions in which data differ most."),
        "codes",
        (N_("principal component analysis"),),
    ),
    # Words and order
    Term(N_("vocabulary"), N_("All letters or words that a network knows, each with a number."), "words"),
    Term(
        N_("embedding"),
        N_("A row of learned numbers for each word or letter; also the layer that looks it up."),
        "words",
    ),
    Term(N_("sequence"), N_("Steps in an order that matters, such as the words of a sentence."), "words"),
    Term(
        N_("recurrent layer"),
        N_("A layer that reads a sequence step by step and keeps a state."),
        "words",
        (N_("RNN"),),
    ),
    Term(N_("state"), N_("The numbers that a recurrent layer keeps from one step to the next: its memory."), "words"),
    Term(
        N_("attention"),
        N_("Each step takes a mixture of all steps; the shares depend on how well they match."),
        "words",
    ),
)
"""All terms, in the order of the lessons."""


ADDRESS = "glossary"
"""The last part of its page's address."""

PARAMETER = "term"
"""What names a term in that address."""

_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_ENDINGS = {ENGLISH: "s", "de": "ern|en|er|es|em|e|n|s", "es": "as|os|es|a|o|e|s"}
"""Endings of plurals and cases, by language, the longest first: a text says *weights*, *Gewichte*, *pesos*."""

_LEAST = 3
"""Letters that an ending leaves of a word."""


def term_of(words: str) -> Term | None:
    """The term that a text means, in singular or plural, by any of its names; None where it is none."""
    return _found(words, _known())


def linked(text: str) -> str:
    """A text of Markdown in which bold terms, which are bold where they are explained, lead to the glossary.

    What a term means is also shown where the mouse rests on it.
    """
    if not _BOLD.search(text):
        return text
    known = _known()

    def link(found: re.Match[str]) -> str:
        term = _found(found[1], known)
        if term is None:
            return found[0]
        meaning = term.meaning.replace('"', "'")
        return f'[**{found[1]}**]({ADDRESS}?{PARAMETER}={quote(term.key)} "{meaning}")'

    return _BOLD.sub(link, text)


def _known() -> Mapping[str, Term]:
    """The terms by each of their words in the present language, and in other languages by its stem."""
    known: dict[str, Term] = {}
    for term in GLOSSARY:
        for word in term.words:
            known.setdefault(word.lower(), term)
    if language() != ENGLISH:
        for word, term in list(known.items()):
            known.setdefault(_stem(word, language()), term)
    return known


def _found(words: str, known: Mapping[str, Term]) -> Term | None:
    word = words.strip().lower()
    return known.get(word) or known.get(_stem(word, language()))


@functools.lru_cache(4096)
def _stem(words: str, code: str) -> str:
    """Words in small letters without the endings of plurals and cases; in German without umlauts, too."""
    if code == ENGLISH:
        return words.removesuffix("s")
    # "verdeckten Schichten", "capas ocultas": every word has an ending. "Datensätze": the plural has an umlaut.
    plain = "".join(letter for letter in unicodedata.normalize("NFD", words) if not unicodedata.combining(letter))
    return re.sub(rf"(?<=\w{{{_LEAST}}})({_ENDINGS[code]})\b", "", plain)


def terms_of(lesson: str) -> tuple[Term, ...]:
    """The terms that a lesson introduces."""
    return tuple(one for one in GLOSSARY if one.lesson == lesson)
