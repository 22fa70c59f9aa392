// What the layers of a network say to one example, as it comes from the server. Nothing here draws.

function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

// A layer's numbers: `values` of all its units one after the other, and whether they are exact or of 256 steps.
function layerOf({ units, low, high, bytes, floats }) {
  if (floats !== undefined) return { units, low, high, exact: true, values: new Float32Array(bytesOf(floats).buffer) };
  const values = Float32Array.from(bytesOf(bytes), (step) => low + (step / 255) * (high - low));
  return { units, low, high, exact: false, values };
}

export const frameOf = ({ layers }) => layers.map(layerOf);

export function pictureOf({ shape, bytes }) {
  return { shape, bytes: bytesOf(bytes) };
}

// The numbers of the unit at a place of a frame's layer.
export function numbersOf(layer, place) {
  const size = layer.values.length / layer.units.length;
  return layer.values.subarray(place * size, (place + 1) * size);
}

const most = (numbers) => numbers.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);

// By unit, the size that has the full color; one that says next to nothing beside the others stays pale.
export function spreads(layer) {
  const sizes = layer.units.map((_, place) => most(numbersOf(layer, place)));
  const least = 0.15 * Math.max(...sizes);
  return sizes.map((size) => Math.max(size, least) || 1);
}

// The class shares of an answer, and the best one.
export function answer(network, layer) {
  const said = [...layer.values];
  if (network.task === "regression") return { shares: null, value: said[0] };
  const shares = network.task === "binary" ? [1 - said[0], said[0]] : said;
  return { shares, best: shares.indexOf(Math.max(...shares)) };
}
