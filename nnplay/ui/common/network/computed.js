// What is computed of a network from the weights that are shown. Nothing here draws.

import { finer } from "./coarse.js";
import { forward, score } from "./forward.js";
import { gradientOf } from "./gradient.js";

const STILL_MS = 1500; // a training from which nothing comes for so long, as while it is compiled, is drawn as one that rests

// The picture has the `network`, its `inputs` by part of the data, the `grid` of what is drawn, the `player` and the `hand`.
export class Computed {
  get weights() {
    const shown = this.player.shown?.weights;
    // Of a network that was edited since, the weights do not fit.
    if (!shown || shown.length !== this.network.parameters) return null;
    return this.hand.applied(shown);
  }

  scoreOf(part, weights, silent = null) {
    return score(this.network, weights, this.inputs[part], this.network.points[part].target, silent);
  }

  // Whether another frame is to be expected.
  get moves() {
    const { player } = this;
    return player.playing && (!player.atEnd || (player.live && performance.now() - player.drawnAt < STILL_MS));
  }

  compute() {
    const weights = this.weights;
    if (!weights) return { weights: null, said: null, scores: null, before: null };
    const isCoarse = Boolean(this.coarse) && this.moves;
    return {
      weights,
      isCoarse,
      said: isCoarse ? forward(this.network, weights, this.coarse).map((columns) => columns.map((one) => finer(one, this.network.view.resolution)))
        : forward(this.network, weights, this.grid),
      ...this.score(this.scoredWeights(weights)),
    };
  }

  // Losses are those of a frame, never of weights on their way to the next.
  scoredWeights(weights) {
    return this.hand.edits.size ? weights : this.player.shown.told;
  }

  score(weights) {
    const { before } = this.hand;
    if (this.scored?.weights !== weights || this.scored.of !== before) {
      const scores = { training: this.scoreOf("training", weights), test: this.scoreOf("test", weights) };
      this.scored = { weights, of: before, scores, before: before ? this.scoreOf("training", before) : null, gradient: null, without: {} };
    }
    const { scores, before: earlier } = this.scored;
    return { scores, before: earlier };
  }

  // How the training loss changes with each weight that is shown.
  gradient() {
    const { computed, inputs, network } = this;
    if (!computed?.weights) return null;
    const { scored } = this;
    scored.gradient ??= { values: gradientOf(network, scored.weights, inputs.training, network.points.training.target) };
    return scored.gradient.values;
  }

  // The loss if the chosen unit said nothing.
  without() {
    const { weights } = this.computed, { pinned } = this;
    const last = this.picture.columns.length - 1;
    if (!weights || !pinned || !pinned.column || pinned.column === last) return null;
    const { scored } = this, { column, unit } = pinned;
    scored.without[`${column} ${unit}`] ??= this.scoreOf("training", scored.weights, { layer: this.picture.columns[column].place, unit }).loss;
    return scored.without[`${column} ${unit}`];
  }

  // For tests: what every unit of a layer says, by the layer's name.
  maps() {
    const said = forward(this.network, this.weights, this.grid);
    return Object.fromEntries(this.network.layers.map(({ name }, place) => [name, said[place + 1].map((one) => [...one])]));
  }
}
