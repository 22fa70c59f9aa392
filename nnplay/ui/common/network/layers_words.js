// What layers, maps and their numbers are called, for tooltips, screen readers and the table.

import { answer, numbersOf } from "./frames.js";
import { percent, say } from "./say.js";
import { round } from "./words.js";

// A number, with a sign that it is one of 256 steps where it is no exact one.
export const told = (layer, value) => (layer.exact ? round(value) : `≈ ${round(value)}`);

export const isMaps = (row) => row.shape.length === 3;

export function layerName(network, number) {
  const row = network.rows[number];
  if (number === network.rows.length - 1) return say("output");
  return say(row.heads ? "layer_shares" : "layer", { layer: row.number, title: row.title });
}

export function unitName(network, number, unit) {
  const row = network.rows[number];
  if (number === network.rows.length - 1) {
    return network.task === "multiclass" ? say("output_for", { name: network.classes[unit] }) : say("output");
  }
  return say(isMaps(row) ? "map_of_layer" : "unit_of_layer", { layer: row.number, title: row.title, unit });
}

// Where a map says most: its place among the numbers that were told, and the pixel.
export function peak(row, layer, place) {
  const numbers = numbersOf(layer, place), across = Math.ceil(row.shape[1] / row.step);
  const at = numbers.indexOf(Math.max(...numbers));
  return { value: numbers[at], pixel: [Math.floor(at / across) * row.step, (at % across) * row.step] };
}

// A unit, and what it says.
export function unitSays(network, number, place, layer) {
  const row = network.rows[number];
  const unit = unitName(network, number, layer ? layer.units[place] : place);
  if (!layer) return [say("no_numbers", { unit }), ""];
  if (number === network.rows.length - 1) {
    const { shares } = answer(network, layer);
    if (network.task === "multiclass") return [unit, percent(shares[place])];
    return [shares ? `${network.classes[1]} ${percent(shares[1])}` : `${network.target} ${told(layer, layer.values[0])}`, ""];
  }
  if (!isMaps(row)) return [say("of_all", { unit, count: row.shape[0] }), told(layer, layer.values[place])];
  const { value, pixel: [line, column] } = peak(row, layer, place);
  return [say("of_all", { unit, count: row.shape[2] }), say("largest", { value: told(layer, value), row: line, column })];
}

export const unitInWords = (...unit) => unitSays(...unit).filter(Boolean).join(": ");

const span = (name, first, end) => say(name, { n: end - first, first, last: end - 1 });

// A box of pixels, as a sentence says it, in the layer of a row; -1 is the input.
export const readsInWords = ([top, left, bottom, right], layer) =>
  say(layer ? "reads_layer" : "reads_input", { rows: span("rows", top, bottom), columns: span("columns", left, right), layer });
