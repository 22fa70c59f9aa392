// What units, edges and their numbers are called, for tooltips, screen readers and the table.

import { biasPlace, weightPlace } from "./forward.js";
import { count, say, written } from "./say.js";

// A number in the room of a unit: where a training has diverged, as 4.5e21.
export function round(value) {
  if (!Number.isFinite(value)) return "?";
  const size = Math.abs(value);
  const text =
    size >= 1e5 ? value.toExponential(1) : size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(2);
  return written(text).replace("+", "").replaceAll("-", "−");
}

// A gradient, with two digits that count.
export const small = (value) => (Number.isFinite(value) ? written(Number(value.toPrecision(2)).toString()).replace("-", "−") : "?");

// A loss, with three digits that count.
export const lossText = (value) => {
  const kept = Number(value.toPrecision(3));
  return Math.abs(kept) >= 1e4 && Math.abs(kept) < 1e12 ? count(kept) : Number.isFinite(value) ? written(kept.toString()) : "?";
};

// A number in the units of the data, where there is room for it: prices are no powers of ten.
export function plainly(value) {
  const size = Math.abs(value);
  return size >= 1e4 && size < 1e12 ? `${value < 0 ? "−" : ""}${count(Math.round(size))}` : round(value);
}

// A name for a unit of a column that a sentence can use.
export function unitName(network, columns, column, unit) {
  if (!column) return say("input", { name: network.inputs[unit].name });
  const { layer, title, place } = columns[column];
  if (column === columns.length - 1) {
    return network.task === "multiclass" ? say("output_for", { name: network.classes[unit] }) : say("output");
  }
  return say(layer.op === "dense" ? "unit" : "unit_of", { layer: place + 1, title, unit: unit + 1 });
}

// The same in a formula.
export function symbol(network, columns, column, unit) {
  return column ? `u${subscript(unit + 1)}` : network.inputs[unit].name;
}

const subscript = (number) => [...String(number)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("");

export function edgeName(network, columns, { column, unit, input }) {
  return say("edge", {
    unit: unitName(network, columns, column - 1, input), other: unitName(network, columns, column, unit),
  });
}

const NORMALIZATION = ["scale", "shift", "moving_mean", "moving_variance"];

// The numbers that belong to a unit, each with its place among the weights, and how a list says one.
export function numbersOf(network, columns, column, unit) {
  if (!column) return [];
  const { layer } = columns[column];
  const one = (kind, place, input = null) => {
    const of = input === null ? "" : symbol(network, columns, column - 1, input);
    return { name: say(kind, { unit: of }), inList: (value) => say(`${kind}_is`, { unit: of, value }), input, place };
  };
  const normal = (kinds) => kinds.map((kind, at) => one(kind, layer.start + at * layer.units + unit));
  switch (layer.op) {
    case "dense":
      return [
        one("bias", biasPlace(layer, unit)),
        ...Array.from({ length: columns[column - 1].units }, (_, input) => one("weight", weightPlace(layer, input, unit), input)),
      ];
    case "batch_normalization":
      return normal(NORMALIZATION);
    case "layer_normalization":
      return normal(NORMALIZATION.slice(0, 2));
    default:
      return [];
  }
}

// How a unit makes its number, with the numbers in it; the strongest weights of many.
export function formula(network, columns, column, unit, weights, most = 5) {
  if (!column) return network.inputs[unit].name;
  const { layer } = columns[column];
  const own = symbol(network, columns, column - 1, Math.min(unit, columns[column - 1].units - 1));
  const at = (kind) => round(weights[layer.start + kind * layer.units + unit]);
  switch (layer.op) {
    case "dense": {
      const all = numbersOf(network, columns, column, unit).slice(1);
      const strongest = [...all].sort((a, b) => Math.abs(weights[b.place]) - Math.abs(weights[a.place])).slice(0, most);
      const kept = all.filter((one) => strongest.includes(one));
      const terms = kept.map(({ input, place }) =>
        [weights[place], `·${symbol(network, columns, column - 1, input)}`]);
      terms.push([weights[biasPlace(layer, unit)], ""]);
      let sum = terms.map(([value, name], number) => {
        const sign = value < 0 ? (number ? " − " : "−") : number ? " + " : "";
        return `${sign}${round(Math.abs(value))}${name}`;
      }).join("");
      if (kept.length < all.length) sum += ` + ${say("weaker", { count: all.length - kept.length })}`;
      return layer.activation === "linear" ? sum : `${layer.activation}(${sum})`;
    }
    case "activation":
      return `${layer.activation}(${own})`;
    case "affine":
      return `${round(layer.scale)}·${own} + ${round(layer.offset)}`;
    case "batch_normalization":
      return `${at(0)}·(${own} − ${at(2)}) / √(${at(3)} + ${layer.epsilon}) + ${at(1)}`;
    case "layer_normalization":
      return `${at(0)}·${say("normalized", { unit: own })} + ${at(1)}`;
    default:
      return own;
  }
}

// The numbers of a unit, each with its name.
export function numbersInWords(network, columns, column, unit, weights) {
  return numbersOf(network, columns, column, unit).map(({ inList, place }) => inList(round(weights[place])));
}

// One sentence for a screen reader.
export function unitInWords(network, columns, column, unit, weights) {
  const name = unitName(network, columns, column, unit);
  return weights ? [name, ...numbersInWords(network, columns, column, unit, weights)].join(", ") : name;
}
