// What layers, maps and their numbers are called, for tooltips, screen readers and the table.

import { answer, numbersOf } from "./frames.js";
import { round } from "./words.js";

export const percent = (share) => `${(100 * share).toFixed(1)}%`;

// A number, with a sign that it is one of 256 steps where it is no exact one.
export const told = (layer, value) => (layer.exact ? round(value) : `≈ ${round(value)}`);

export const isMaps = (row) => row.shape.length === 3;

export function layerName(row) {
  return row.title === "Output" ? "Output" : `Layer ${row.number} ${row.title}`;
}

export function unitName(network, number, unit) {
  const row = network.rows[number];
  if (number === network.rows.length - 1 && network.task === "multiclass") return `Output for ${network.classes[unit]}`;
  if (number === network.rows.length - 1) return "Output";
  return `${layerName(row)}, ${isMaps(row) ? "map" : "unit"} ${unit}`;
}

// Where a map says most: its place among the numbers that were told, and the pixel.
export function peak(row, layer, place) {
  const numbers = numbersOf(layer, place), across = Math.ceil(row.shape[1] / row.step);
  const at = numbers.indexOf(Math.max(...numbers));
  return { value: numbers[at], pixel: [Math.floor(at / across) * row.step, (at % across) * row.step] };
}

export function unitInWords(network, number, place, layer) {
  const row = network.rows[number];
  const name = unitName(network, number, layer ? layer.units[place] : place);
  if (!layer) return `${name}, no numbers yet`;
  if (number === network.rows.length - 1) {
    const { shares } = answer(network, layer);
    if (network.task === "multiclass") return `${name}: ${percent(shares[place])}`;
    return shares ? `${network.classes[1]} ${percent(shares[1])}` : `${network.target} ${told(layer, layer.values[0])}`;
  }
  if (!isMaps(row)) return `${name} of ${row.shape[0]}: ${told(layer, layer.values[place])}`;
  const { value, pixel } = peak(row, layer, place);
  return `${name} of ${row.shape[2]}: largest ${told(layer, value)} at row ${pixel[0]}, column ${pixel[1]}`;
}

const span = (name, from, to) => (to - from === 1 ? `${name} ${from}` : `${name}s ${from} to ${to - 1}`);

// A box of pixels as a sentence says it.
export const boxInWords = ([top, left, bottom, right]) => `${span("row", top, bottom)}, ${span("column", left, right)}`;
