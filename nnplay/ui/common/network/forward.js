// The forward pass of a network on data in the plane: what every unit says at many points. Nothing here draws.
// Numbers of one unit at all points lie in one array; a layer is a list of such arrays.

// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26; its error is below 1.5e-7.
export function erf(z) {
  const t = 1 / (1 + 0.3275911 * Math.abs(z));
  const sum = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(z) * (1 - sum * Math.exp(-z * z));
}

export const sigmoid = (z) => 1 / (1 + Math.exp(-z));

// As Keras computes them; a test compares each with Keras.
export const ACTIVATIONS = {
  linear: (z) => z,
  relu: (z) => Math.max(z, 0),
  leaky_relu: (z) => (z >= 0 ? z : 0.2 * z),
  elu: (z) => (z > 0 ? z : Math.expm1(z)),
  gelu: (z) => 0.5 * z * (1 + erf(z * Math.SQRT1_2)),
  silu: (z) => z * sigmoid(z),
  tanh: Math.tanh,
  sigmoid,
  softplus: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
};

export const FORMULAS = {
  "x": (x) => x,
  "y": (x, y) => y,
  "x²": (x) => x * x,
  "y²": (x, y) => y * y,
  "xy": (x, y) => x * y,
  "sin x": (x) => Math.sin(x),
  "sin y": (x, y) => Math.sin(y),
};

// What the network is told about some points, as `datasets.preprocessing` scales it.
export function inputsOf(network, xs, ys) {
  return network.inputs.map(({ name, offset, scale }) => {
    const formula = FORMULAS[name];
    return Float32Array.from(xs, (x, i) => (formula(x, ys[i]) - offset) / scale);
  });
}

function softmax(sums) {
  const made = sums.map((column) => new Float32Array(column.length));
  for (let i = 0; i < sums[0].length; i++) {
    let largest = -Infinity, total = 0;
    for (const column of sums) largest = Math.max(largest, column[i]);
    sums.forEach((column, unit) => { total += made[unit][i] = Math.exp(column[i] - largest); });
    for (const column of made) column[i] /= total;
  }
  return made;
}

// Probabilities keep the sums behind them as their `logits`: near 0 and 1 only these say how wrong an answer is.
function activate(sums, name) {
  if (name === "softmax") return Object.assign(softmax(sums), { logits: sums });
  const logits = name === "sigmoid" ? sums.map((column) => column.slice()) : undefined;
  const f = ACTIVATIONS[name];
  if (name !== "linear") for (const column of sums) for (let i = 0; i < column.length; i++) column[i] = f(column[i]);
  return logits ? Object.assign(sums, { logits }) : sums;
}

// Where the numbers of a layer lie among the weights. A kernel is (inputs, units), row by row.
export const weightPlace = (layer, input, unit) => layer.start + input * layer.units + unit;
export const biasPlace = (layer, unit) => layer.start + layer.count - layer.units + unit;

// For each row of numbers the sum of the columns, weighed with them, and one number more. Four points and two rows at a
// time: so the numbers stay in the processor, which makes it five times as fast as a loop over whole columns.
export function weighedSums(columns, rows, first, Numbers = Float32Array) {
  const count = columns.length, length = columns[0].length, four = new Float64Array(4 * count);
  const units = first.length, made = Array.from(first, () => new Numbers(4 * Math.ceil(length / 4)));
  for (let i = 0; i < length; i += 4) {
    for (let column = 0; column < count; column++) {
      for (let each = 0; each < 4; each++) four[4 * column + each] = i + each < length ? columns[column][i + each] : 0;
    }
    for (let unit = 0; unit < units; unit += 2) {
      const other = unit + 1 < units ? unit + 1 : unit, own = unit * count, others = other * count;
      let a = first[unit], b = a, c = a, d = a, e = first[other], f = e, g = e, h = e;
      for (let place = 0, at = 0; place < count; place++, at += 4) {
        const one = rows[own + place], two = rows[others + place];
        const x = four[at], y = four[at + 1], z = four[at + 2], w = four[at + 3];
        a += one * x; b += one * y; c += one * z; d += one * w;
        e += two * x; f += two * y; g += two * z; h += two * w;
      }
      const sum = made[unit], next = made[other];
      sum[i] = a; sum[i + 1] = b; sum[i + 2] = c; sum[i + 3] = d;
      next[i] = e; next[i + 1] = f; next[i + 2] = g; next[i + 3] = h;
    }
  }
  return made.map((sum) => sum.subarray(0, length));
}

export const OPERATIONS = {
  dense(layer, weights, inputs) {
    const { units } = layer, rows = new Float64Array(units * inputs.length);
    for (let unit = 0, at = 0; unit < units; unit++) {
      for (let input = 0; input < inputs.length; input++) rows[at++] = weights[weightPlace(layer, input, unit)];
    }
    const biases = Array.from({ length: units }, (_, unit) => weights[biasPlace(layer, unit)]);
    return activate(weighedSums(inputs, rows, biases), layer.activation);
  },
  activation: (layer, weights, inputs) => activate(inputs.map((column) => column.slice()), layer.activation),
  affine: (layer, weights, inputs) => inputs.map((column) => column.map((v) => v * layer.scale + layer.offset)),
  pass: (layer, weights, inputs) => inputs,
  batch_normalization(layer, weights, inputs) {
    const at = (kind, unit) => weights[layer.start + kind * layer.units + unit];
    return inputs.map((column, unit) => {
      const scale = at(0, unit) / Math.sqrt(at(3, unit) + layer.epsilon);
      const mean = at(2, unit), shift = at(1, unit);
      return column.map((v) => (v - mean) * scale + shift);
    });
  },
  layer_normalization(layer, weights, inputs) {
    const made = inputs.map((column) => new Float32Array(column.length));
    for (let i = 0; i < inputs[0].length; i++) {
      let mean = 0, variance = 0;
      for (const column of inputs) mean += column[i] / inputs.length;
      for (const column of inputs) variance += (column[i] - mean) ** 2 / inputs.length;
      const deviation = Math.sqrt(variance + layer.epsilon);
      inputs.forEach((column, unit) => {
        made[unit][i] = ((column[i] - mean) / deviation) * weights[layer.start + unit]
          + weights[layer.start + layer.units + unit];
      });
    }
    return made;
  },
};

// What every layer says, the inputs first. `silent`, a layer's and a unit's number, is a unit that says 0.
export function forward(network, weights, inputs, silent = null) {
  const said = [inputs];
  network.layers.forEach((layer, place) => {
    let made = OPERATIONS[layer.op](layer, weights, said[said.length - 1]);
    if (silent && silent.layer === place) {
      made = made.map((column, unit) => (unit === silent.unit ? new Float32Array(column.length) : column));
    }
    said.push(made);
  });
  return said;
}

const TINY = 1e-7; // Keras's epsilon

const clipped = (share) => Math.min(Math.max(share, TINY), 1 - TINY);

// Of probabilities that are computed from logits Keras takes the logits; of other ones it clips.
const categorical = (p, y, delta, logits) => {
  if (!logits) return -Math.log(clipped(p[y]));
  const largest = Math.max(...logits);
  return largest + Math.log(logits.reduce((sum, z) => sum + Math.exp(z - largest), 0)) - logits[y];
};

const LOSSES = {
  binary_crossentropy: (p, y, delta, logits) => {
    if (logits) return ACTIVATIONS.softplus(logits[0]) - y * logits[0];
    const share = clipped(p[0]);
    return -(y * Math.log(share) + (1 - y) * Math.log(1 - share));
  },
  sparse_categorical_crossentropy: categorical,
  categorical_crossentropy: categorical,
  mean_squared_error: (p, y) => mean(errors(p, y), (error) => error * error),
  mean_absolute_error: (p, y) => mean(errors(p, y), Math.abs),
  huber: (p, y, delta) => mean(errors(p, y), (error) => {
    const size = Math.abs(error);
    return size <= delta ? (size * size) / 2 : delta * (size - delta / 2);
  }),
};

// Of several outputs each is compared with 1 for its own class and 0 for another one.
export const errors = (p, y) => (p.length === 1 ? [p[0] - y] : p.map((share, unit) => share - (unit === y ? 1 : 0)));
const mean = (values, f) => values.reduce((sum, value) => sum + f(value), 0) / values.length;

// What L1 and L2 add to the loss.
function penalty(network, weights) {
  let sum = 0;
  for (const { op, start, count, units, l1, l2 } of network.layers) {
    if (op !== "dense" || !(l1 || l2)) continue;
    for (let place = start; place < start + count - units; place++) {
      sum += l1 * Math.abs(weights[place]) + l2 * weights[place] ** 2;
    }
  }
  return sum;
}

// The loss on some points, as Keras counts it, and for classes the share that is told right.
export function score(network, weights, inputs, targets, silent = null) {
  const said = forward(network, weights, inputs, silent), outputs = said[said.length - 1];
  const loss = LOSSES[network.loss];
  let total = 0, right = 0;
  targets.forEach((target, i) => {
    const answer = outputs.map((column) => column[i]);
    total += loss(answer, target, network.delta, outputs.logits?.map((column) => column[i]));
    const told = answer.length === 1 ? Number(answer[0] > 0.5) : answer.indexOf(Math.max(...answer));
    right += Number(told === target);
  });
  const count = Math.max(targets.length, 1);
  return { loss: total / count + penalty(network, weights), accuracy: network.task === "regression" ? null : right / count };
}

function bytesOf(text) {
  const letters = atob(text), bytes = new Uint8Array(letters.length);
  for (let place = 0; place < bytes.length; place++) bytes[place] = letters.charCodeAt(place);
  return bytes;
}

export const unpacked = (text) => new Float32Array(bytesOf(text).buffer);

// Sign, five bits of exponent and ten of a fraction.
function ofHalf(bits) {
  const exponent = (bits >> 10) & 31, fraction = bits & 1023;
  const size = exponent === 31 ? (fraction ? NaN : Infinity)
    : exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024);
  return bits >> 15 ? -size : size;
}

let halves = null; // by their bits, what half-precision numbers are

// Weights of a network; those of a large one's film come in half precision.
export function unpackedWeights(text, count) {
  const bytes = bytesOf(text);
  if (bytes.length !== 2 * count) return new Float32Array(bytes.buffer);
  halves ??= Float32Array.from({ length: 1 << 16 }, (_, bits) => ofHalf(bits));
  return Float32Array.from(new Uint16Array(bytes.buffer), (bits) => halves[bits]);
}
