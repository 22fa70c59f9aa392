"""Precision, recall, threshold, ROC, costs, rare classes and calibration."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.figures.lessons import judging as pictures
from nnplay.i18n import N_, tr
from nnplay.inspection import evaluation
from nnplay.registry import Param
from nnplay.spec import ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.theory import judging as theory
from nnplay.theory import latex
from nnplay.ui.common.current import current
from nnplay.ui.lessons import judging_rare, layout
from nnplay.ui.lessons.predictions import predict

SLUG = "judging"
NAMES = (N_("benign"), N_("malignant"))
THRESHOLDS = np.linspace(0, 1, 201)

SEEN = Param("seen", "choice", "radius", N_("What the neuron is told about each tumor's cell nuclei."),
             label=N_("The neuron sees"), choices=tuple(theory.SEEN))  # fmt: skip
THRESHOLD = Param("threshold", "number", 0.5, N_("A tumor is called malignant if its probability is at least this."),
                  minimum=0.0, maximum=1.0, step=0.01)  # fmt: skip
MISS = Param("miss", "number", 1.0, N_("What it costs to call a malignant tumor benign."), label=N_("Cost of a miss"),
             minimum=1.0, maximum=50.0, step=1.0)  # fmt: skip
ALARM = Param("alarm", "number", 1.0, N_("What it costs to call a benign tumor "
    "malignant."), label=N_("Cost of a false alarm"),
              minimum=1.0, maximum=50.0, step=1.0)  # fmt: skip
FACTOR = Param("factor", "number", 1.0, N_("Above 1, every probability moves away from 50%; below 1, toward it."),
               label=N_("Every logit times"), minimum=0.25, maximum=4.0, step=0.25)  # fmt: skip


def show() -> None:
    """All sections."""
    _threshold()
    layout.question(
        tr("Which matters more, precision or recall?"),
        tr(
            "That depends on what a mistake does. A spam filter should have a high precision: a good email in the spam "
            "folder is worse than some spam in the inbox. A first check for a disease should have a high recall: a "
            "second test can clear those who were worried for nothing. If you must have a single number for both, "
            "there is **F1** = 2 · precision · recall / (precision + recall). It is high only if both are high."
        ),
    )
    _roc()
    _costs()
    _calibration()
    judging_rare.sections(current())
    layout.question(
        tr("You tried 20 thresholds on the test data and kept the best one. What is wrong?"),
        tr(
            "The test data chose the threshold, so they are no longer new to the classifier. Part of that good result "
            "is luck. Choose the threshold on validation data, and use the test data once, at the very end."
        ),
    )
    layout.try_it(
        ExperimentSpec(
            theory.TUMORS,
            (LayerSpec("Dense", units=8),),
            TrainingSpec(OptimizerSpec("Adam", learning_rate=0.005), batch_size=16, epochs=30),
        ),
        tr("Train on breast tumors in the playground"),
        tr(
            "All 30 measurements and a hidden layer. Train it, then open *Evaluate*: it has the confusion matrix, the "
            "ROC curve, the threshold and the calibration of your own network. There the threshold belongs to the "
            "second class, *benign*. So to miss fewer malignant tumors, raise it."
        ),
    )


@st.fragment
def _threshold() -> None:
    text, picture = layout.section(tr("Two kinds of mistakes"))
    with text:
        layout.text(
            tr(
                "So far a single number has judged every network: its accuracy. But would you trust a doctor who is "
                "right 87% of the time, without asking what happens in the other 13%?\n\n"
                "Here a neuron with a sigmoid judges real breast tumors by the average radius of their cell nuclei. It "
                "gives each one a probability of being malignant. If that is at least the **threshold**, we call the "
                "tumor malignant. The class that we look for is called *positive*. So there are two ways to be right "
                "and two ways to be wrong: a **miss**, and a **false alarm**. The table that counts all four is the "
                "**confusion matrix**."
            )
        )
        predict(SLUG, "lower")
        seen = layout.pick(SLUG, SEEN)
        threshold = layout.control(SLUG, THRESHOLD)
        scored = theory.tumors(seen)["test"]
        found = theory.counts(scored.y, scored.p, threshold)
        layout.formula(
            rf"\text{{accuracy}} = \frac{{{found.hits} + {found.cleared}}}{{{found.total}}} = "
            rf"{latex.number(found.accuracy, 3)}",
            rf"\text{{precision}} = \frac{{\text{{hits}}}}{{\text{{hits}} + \text{{false alarms}}}} = "
            rf"\frac{{{found.hits}}}{{{found.hits} + {found.alarms}}} = {_number(found.precision)}",
            rf"\text{{recall}} = \frac{{\text{{hits}}}}{{\text{{hits}} + \text{{misses}}}} = "
            rf"\frac{{{found.hits}}}{{{found.hits} + {found.misses}}} = {_number(found.recall)}",
        )
        layout.text(
            tr(
                "**Precision**: of the tumors that were called malignant, how many are? **Recall**: of the malignant "
                "tumors, how many were found? You can always have a recall of 1: call every tumor malignant. But then "
                "precision pays the price."
            )
        )
    benign, malignant = names = list(map(tr, NAMES))
    with picture:
        layout.figure(
            pictures.answers_over_threshold(scored.y, scored.p, threshold, names, answer=malignant),
            key="judging-answers",
            label=tr(
                "Probabilities of {y} test tumors with the threshold at {threshold:.2f}: malignant ones upward, "
                "benign ones downward; {hits} hits, {misses} misses, {alarms} false alarms",
                y=len(scored.y),
                threshold=threshold,
                hits=found.hits,
                misses=found.misses,
                alarms=found.alarms,
            ),
            table=lambda: {tr("probability"): scored.p, tr("true class"): [names[label] for label in scored.y]},
        )
        layout.figure(
            figures.confusion_map(
                np.array([[found.hits, found.misses], [found.alarms, found.cleared]]), (malignant, benign)
            ),
            key="judging-confusion",
            label=tr(
                "Confusion matrix: of {hits} malignant tumors, {hits2} are called malignant; of {alarms} benign "
                "ones, {alarms2}",
                hits=found.hits + found.misses,
                hits2=found.hits,
                alarms=found.alarms + found.cleared,
                alarms2=found.alarms,
            ),
        )
        st.caption(
            tr(
                "Test part of the breast cancer data of W. H. Wolberg and others 1995, as scikit-learn ships it. The "
                "neuron was fitted to other tumors."
            )
        )


def _number(value: float) -> str:
    return r"\text{not defined}" if np.isnan(value) else latex.number(value, 3)


@st.fragment
def _roc() -> None:
    slug = f"{SLUG}-roc"
    text, picture = layout.section(tr("All thresholds at once: the ROC curve"))
    with text:
        layout.text(
            tr(
                "Is one neuron better than another, or did it just get a better threshold? Try **all** thresholds. "
                "Each one gives a point: the share of benign tumors that cause a false alarm, the **false positive "
                "rate**, and the share of malignant tumors that are found, the recall. Together the points form the "
                "**ROC curve**. Up and left is good. Guessing stays on the diagonal."
            )
        )
        seen = layout.pick(slug, SEEN)
        threshold = layout.control(slug, THRESHOLD)
        scored = theory.tumors(seen)["test"]
        found = theory.counts(scored.y, scored.p, threshold)
        curve = evaluation.roc(scored.y, scored.p)
        ahead, of = theory.pairs(scored.y, scored.p)
        layout.formula(
            rf"\text{{false positive rate}} = \frac{{{found.alarms}}}{{{found.alarms} + {found.cleared}}} = "
            rf"{latex.number(found.false_positive_rate, 3)}",
            rf"\text{{recall}} = \frac{{{found.hits}}}{{{found.hits} + {found.misses}}} = "
            rf"{latex.number(found.recall, 3)}",
        )
        layout.text(
            tr(
                "The **area under the ROC curve** (AUC) has a simple meaning. Pick a malignant and a benign tumor at "
                "random: how often does the malignant one have the higher probability?"
            )
        )
        shown = latex.written(ahead, ",g" if ahead == int(ahead) else ".1f")
        layout.formula(
            rf"\text{{area}} = \frac{{\text{{pairs in the right order}}}}{{\text{{all pairs}}}} = "
            rf"\frac{{{shown}}}"
            rf"{{{found.hits + found.misses} \cdot {found.alarms + found.cleared}}} = {latex.number(ahead / of, 3)}"
        )
        layout.text(tr("Compare *texture* with *radius*, and both with all 30 measurements."))
    with picture:
        layout.figure(
            pictures.marked(
                figures.threshold_curve(curve.x, curve.y, curve.thresholds, tr("False positive rate"), tr("Recall")),
                found.false_positive_rate,
                found.recall,
                tr("threshold {threshold:.2f}", threshold=threshold),
            ),
            key="judging-roc",
            label=tr(
                "ROC curve of the neuron that sees {seen}: area {area:.3f}; at threshold {threshold:.2f} false "
                "positive rate {false_positive_rate:.2f} and recall {recall:.2f}",
                seen=tr(seen),
                area=curve.area,
                threshold=threshold,
                false_positive_rate=found.false_positive_rate,
                recall=found.recall,
            ),
            table=lambda: {
                tr("threshold"): curve.thresholds,
                tr("false positive rate"): curve.x,
                tr("recall"): curve.y,
            },
        )


@st.fragment
def _costs() -> None:
    slug = f"{SLUG}-cost"
    text, picture = layout.section(tr("What does a mistake cost?"))
    with text:
        layout.text(
            tr(
                "Which threshold should we take? That is not a question about the neuron, but about the world: what "
                "does each mistake cost? A false alarm means worry and one more examination. A miss can cost a life. "
                "Set both prices, and the cheapest threshold moves."
            )
        )
        predict(SLUG, "costs")
        seen = layout.pick(slug, replace(SEEN, default="radius"))
        miss, alarm = layout.controls(SLUG, (MISS, ALARM))
        parts = theory.tumors(seen)
        validation, test = (
            theory.mean_costs(parts[name].y, parts[name].p, THRESHOLDS, miss, alarm) for name in ("validation", "test")
        )
        chosen, expected = theory.cheapest(THRESHOLDS, validation), theory.best_threshold(miss, alarm)
        layout.formula(
            rf"\text{{called benign: }} p \cdot {miss:g} \qquad \text{{called malignant: }} (1 - p) \cdot {alarm:g}",
            rf"\text{{equal at }} p = \frac{{\text{{cost of a false alarm}}}}{{\text{{both costs}}}} = "
            rf"\frac{{{alarm:g}}}{{{miss:g} + {alarm:g}}} = {latex.number(expected, 3)}",
        )
        found = theory.counts(parts["test"].y, parts["test"].p, chosen)
        layout.text(
            tr(
                "On average, calling it malignant is cheaper above p = **{expected:.3f}** (the dotted line), *if the "
                "probabilities can be trusted*. On the validation data the cheapest threshold is **{chosen:.2f}**. "
                "With it, there are {misses} misses and {alarms} false alarms in the test data, and an example costs "
                "**{chosen2:.3f}** on average. The two thresholds differ because there are only {y} validation "
                "tumors, so the curve is bumpy.",
                expected=expected,
                chosen=chosen,
                misses=found.misses,
                alarms=found.alarms,
                chosen2=float(np.interp(chosen, THRESHOLDS, test)),
                y=len(parts["validation"].y),
            )
        )
    with picture:
        layout.figure(
            pictures.cost_curves(THRESHOLDS, validation, test, chosen, expected),
            key="judging-costs",
            label=tr(
                "Mean cost by threshold with {miss:g} for a miss and {alarm:g} for a false alarm: lowest on "
                "validation data at {chosen:.2f}",
                miss=miss,
                alarm=alarm,
                chosen=chosen,
            ),
            table=lambda: {tr("threshold"): THRESHOLDS, tr("validation"): validation, tr("test"): test},
        )


@st.fragment
def _calibration() -> None:
    slug = f"{SLUG}-calibration"
    text, picture = layout.section(tr("Does 80% mean 80%?"))
    with text:
        layout.text(
            tr(
                "The cheapest threshold needs probabilities that can be trusted. Test them as you would test a weather "
                "forecaster: of all days for which she said there was an 80% chance of rain, did it rain on 80%? If "
                "so, she is well **calibrated**. Put the tumors into bins by their probability, and compare what was "
                "said with what happened. Now multiply every logit by a number. The order of the tumors stays, and "
                "each one stays on its side of 50%, but the neuron sounds more confident, or less."
            )
        )
        predict(SLUG, "confident")
        seen = layout.pick(slug, SEEN)
        factor = layout.control(SLUG, FACTOR)
        scored = theory.tumors(seen)["test"]
        p = theory.confident(scored.p, factor)
        judged = evaluation.calibration(scored.y, p, bins=5)
        terms = [
            rf"\frac{{{count}}}{{{len(p)}}} \cdot {latex.number(abs(said - was))}"
            for said, was, count in zip(judged.prob_pred, judged.prob_true, judged.counts, strict=True)
            if count
        ]
        layout.formula(
            r"\text{error} = \sum_\text{bins} \frac{n_\text{bin}}{n}\, |\text{said} - \text{happened}|",
            r"= " + " + ".join(terms) + rf" = {latex.number(judged.error, 3)}",
        )
        found = theory.counts(scored.y, p, 0.5)
        ahead, of = theory.pairs(scored.y, p)
        layout.text(
            tr(
                "Accuracy at 50%: **{accuracy:.1%}**. Area under the ROC curve: **{ahead:.3f}**. Calibration error: "
                "**{error:.3f}**. Modern networks tend to be too confident. Choosing one such number on the "
                "validation data is the usual remedy ([Guo and others 2017](https://arxiv.org/abs/1706.04599) call "
                "it *temperature scaling*).",
                accuracy=found.accuracy,
                ahead=ahead / of,
                error=judged.error,
            )
        )
    with picture:
        layout.figure(
            figures.calibration_plot(judged.prob_pred, judged.prob_true, judged.counts),
            key="judging-calibration",
            label=tr(
                "Predicted probability against the share that is malignant, logits times {factor:g}: calibration "
                "error {error:.3f}",
                factor=factor,
                error=judged.error,
            ),
            table=lambda: {
                tr("said"): judged.prob_pred,
                tr("happened"): judged.prob_true,
                tr("examples"): judged.counts,
            },
        )
        st.caption(
            tr("A larger dot stands for more tumors. Below the diagonal, the neuron's probabilities are too high.")
        )
