// How the loss on some points changes with each weight: back propagation through the layers of `forward.js`.
// Numbers of one unit at all points lie in one array, as there. A test compares it with TensorFlow's.

import { OPERATIONS, biasPlace, erf, errors, forward, sigmoid, weighedSums, weightPlace } from "./forward.js";

const SLOPES = {
  linear: () => 1,
  relu: (z) => Number(z > 0),
  leaky_relu: (z) => (z > 0 ? 1 : 0.2),
  elu: (z) => (z > 0 ? 1 : Math.exp(z)),
  gelu: (z) => 0.5 * (1 + erf(z * Math.SQRT1_2)) + (z * Math.exp(-z * z / 2)) / Math.sqrt(2 * Math.PI),
  silu: (z) => sigmoid(z) * (1 + z * (1 - sigmoid(z))),
  tanh: (z) => 1 - Math.tanh(z) ** 2,
  sigmoid: (z) => sigmoid(z) * (1 - sigmoid(z)),
  softplus: sigmoid,
};

const over = (columns, f) => columns.map((column, unit) => Float64Array.from(column, (value, i) => f(value, i, unit)));

// From slopes by what an activation says to slopes by what it was given.
function throughActivation(name, sums, said, slopes) {
  if (name !== "softmax") return over(slopes, (slope, i, unit) => slope * SLOPES[name](sums[unit][i]));
  const mixed = Float64Array.from(slopes[0], (_, i) => slopes.reduce((sum, column, unit) => sum + column[i] * said[unit][i], 0));
  return over(slopes, (slope, i, unit) => said[unit][i] * (slope - mixed[i]));
}

// Each takes slopes by what the layer says, adds those by its weights, and gives those by what it was given.
const BACK = {
  dense(layer, weights, given, said, slopes, gradient, isSum) {
    const sums = layer.activation === "linear" ? said : OPERATIONS.dense({ ...layer, activation: "linear" }, weights, given);
    const bySum = isSum ? slopes : throughActivation(layer.activation, sums, said, slopes);
    bySum.forEach((column, unit) => {
      gradient[biasPlace(layer, unit)] += column.reduce((sum, value) => sum + value, 0);
      given.forEach((input, place) => {
        let sum = 0;
        for (let i = 0; i < column.length; i++) sum += column[i] * input[i];
        gradient[weightPlace(layer, place, unit)] += sum;
      });
    });
    const rows = Float64Array.from(weights.subarray(layer.start, layer.start + given.length * layer.units));
    return weighedSums(bySum, rows, given.map(() => 0), Float64Array);
  },
  activation: (layer, weights, given, said, slopes) => throughActivation(layer.activation, given, said, slopes),
  affine: (layer, weights, given, said, slopes) => over(slopes, (slope) => slope * layer.scale),
  pass: (layer, weights, given, said, slopes) => slopes,
  layer_normalization(layer, weights, given, said, slopes, gradient) {
    const count = given.length, scale = (unit) => weights[layer.start + unit];
    const made = given.map((column) => new Float64Array(column.length));
    for (let i = 0; i < given[0].length; i++) {
      const mean = given.reduce((sum, column) => sum + column[i], 0) / count;
      const variance = given.reduce((sum, column) => sum + (column[i] - mean) ** 2, 0) / count;
      const deviation = Math.sqrt(variance + layer.epsilon);
      const usual = given.map((column) => (column[i] - mean) / deviation);
      const scaled = slopes.map((column, unit) => column[i] * scale(unit));
      const middle = scaled.reduce((sum, value) => sum + value, 0) / count;
      const along = scaled.reduce((sum, value, unit) => sum + value * usual[unit], 0) / count;
      slopes.forEach((column, unit) => {
        gradient[layer.start + unit] += column[i] * usual[unit];
        gradient[layer.start + layer.units + unit] += column[i];
        made[unit][i] = (scaled[unit] - middle - usual[unit] * along) / deviation;
      });
    }
    return made;
  },
};

// Slopes of the mean loss by the outputs; of a cross-entropy by the sums behind them, which is exact where it saturates.
function ofLoss(network, outputs, targets) {
  const count = targets.length, slopes = outputs.map(() => new Float64Array(count));
  const isSum = network.loss.endsWith("crossentropy");
  targets.forEach((target, i) => {
    const answer = outputs.map((column) => column[i]), away = errors(answer, target), units = away.length;
    away.forEach((error, unit) => {
      let slope = error;
      if (network.loss === "mean_squared_error") slope = (2 * error) / units;
      if (network.loss === "mean_absolute_error") slope = Math.sign(error) / units;
      if (network.loss === "huber") slope = Math.min(Math.max(error, -network.delta), network.delta) / units;
      slopes[unit][i] = slope / count;
    });
  });
  return { slopes, isSum };
}

// The gradient by all weights, float64; null where training computes otherwise than the picture: batches are normalized
// with their own mean there.
export function gradientOf(network, weights, inputs, targets) {
  const last = network.layers.length - 1;
  if (!targets.length || network.layers.some(({ op }) => !BACK[op])) return null;
  const said = forward(network, weights, inputs), gradient = new Float64Array(weights.length);
  let { slopes, isSum } = ofLoss(network, said[last + 1], targets);
  if (isSum && network.layers[last].op !== "dense") return null;
  for (let place = last; place >= 0; place--) {
    const layer = network.layers[place];
    slopes = BACK[layer.op](layer, weights, said[place], said[place + 1], slopes, gradient, isSum && place === last);
  }
  for (const { op, start, count, units, l1, l2 } of network.layers) {
    if (op !== "dense" || !(l1 || l2)) continue;
    for (let at = start; at < start + count - units; at++) gradient[at] += l1 * Math.sign(weights[at]) + 2 * l2 * weights[at];
  }
  return gradient;
}
