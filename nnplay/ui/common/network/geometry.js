// Where every unit, edge and label stands, in CSS pixels. Nothing here draws.

import { say } from "./say.js";

const MOST_UNITS = 16, FIRST_UNITS = 6, ACTIVE_UNITS = 8;
const LABELS = 38, LINE = 15, LETTER = 7.4, NOTE_LETTER = 6.4, GAP = 18, LEAST_PITCH = 46;
const FULL = 480, STEP = 20, PER_STEP = 0.025, MOST_GROWN = 1.4;

// How many units are drawn of so many, which ones, and how many are left out.
export function shownUnits(count) {
  const shown = count <= MOST_UNITS ? count : FIRST_UNITS + ACTIVE_UNITS;
  return { shown, left: count - shown, drawn: Array.from({ length: shown }, (_, unit) => unit) };
}

// Which units are drawn where those that say most are known: of large layers the first ones and these. `said` has what
// all layers say; its mean size counts, since nearly every unit of tanh comes near 1 somewhere. What only changes the
// numbers of the units before it shows the same ones, and inputs keep their order.
export function activeUnits(columns, said) {
  const found = [];
  columns.forEach(({ layer, left, drawn, units, said: place }, number) => {
    const before = columns[number - 1];
    if (!number || !left) found.push(drawn);
    else if (layer.op !== "dense" && before.units === units) found.push(found[number - 1]);
    else found.push(mostActive(said[place].map(meanSize)));
  });
  return found;
}

const meanSize = (column) => column.reduce((sum, value) => sum + Math.abs(value), 0) / column.length;

function mostActive(sizes) {
  const units = sizes.map((_, unit) => unit), rest = units.slice(FIRST_UNITS).sort((a, b) => sizes[b] - sizes[a]);
  return [...units.slice(0, FIRST_UNITS), ...rest.slice(0, ACTIVE_UNITS).sort((a, b) => a - b)];
}

// Columns: the inputs, and every layer that changes its numbers. `said` is the place among what all layers say.
export function columnsOf(network) {
  const columns = [{ said: 0, layer: null, place: -1, units: network.inputs.length, title: say("inputs"), notes: [] }];
  network.layers.forEach((layer, place) => {
    if (layer.op === "pass") {
      columns[columns.length - 1].notes.push([layer.short, layer.summary].filter(Boolean));
    } else {
      columns.push({ said: place + 1, layer, place, units: layer.units, title: layer.short || layer.title, notes: [] });
    }
  });
  for (const column of columns) Object.assign(column, shownUnits(column.units));
  return columns;
}

// What stands under the number of units: a note of a layer that only hands numbers on, broken where it has no room.
export function noteLines({ notes }, pitch) {
  return notes.flatMap((words) => (words.join(" ").length * NOTE_LETTER <= pitch ? [words.join(" ")] : words));
}

// How much larger all is drawn where there is room for it; in steps, for which the page keeps the height.
const grownAt = (width) => Math.min(1 + PER_STEP * Math.max(0, Math.floor((width - FULL) / STEP)), MOST_GROWN);

// Everything's place for a width. The large map stands right of the network, or under it where there is no room.
// `names` is the room for the names of the inputs, `tools` the height of a row of buttons under those of the columns.
export function arrange(columns, width, names = 34, tools = 0) {
  const tallest = Math.max(...columns.map((column) => column.shown + (column.left ? 1 : 0)));
  const beside = width >= 400 && (width * 0.6 - names) / columns.length >= LEAST_PITCH;
  const grown = grownAt(width);
  const large = Math.round(beside ? Math.min(width * 0.37, 300 * grown) : Math.min(width - 60, 250));
  const across = (beside ? width - large - GAP : width) - names;
  const pitch = across / columns.length;
  // A name such as BatchNorm is broken where it has no room.
  const broken = columns.some(({ title }) => title.length * LETTER > pitch) ? 1 : 0;
  const labels = LABELS + LINE * (broken + Math.max(...columns.map((column) => noteLines(column, pitch).length)));
  const high = Math.round(Math.min(Math.max(tallest * 21, 200), 340) * grown);
  const largest = Math.min(34 * grown, pitch * 0.6);
  const placed = columns.map((column, number) => {
    const slots = column.shown + (column.left ? 1 : 0);
    const size = Math.floor(Math.min(largest, (high / slots) * 0.88));
    const step = Math.min(high / slots, size * 1.55);
    const x = names + pitch * (number + 0.5);
    const spots = Array.from({ length: slots }, (_, slot) => ({ x, y: high / 2 + (slot - (slots - 1) / 2) * step }));
    return { ...column, x, size, spots, pitch };
  });
  const top = beside ? Math.max(0, (high - large) / 2) : high + labels + tools + GAP;
  const left = beside ? width - large : (width - large) / 2;
  return {
    columns: placed,
    width,
    beside,
    high,
    large: { x: left, y: top, size: large },
    labels: high + 6,
    tools: high + labels,
    bottom: high + labels + tools,
    height: Math.round(beside ? Math.max(high + labels + tools, top + large + LABELS) : top + large + LABELS),
  };
}

// The edges between drawn units: where they begin and end, and which weight they carry; `null` where they carry none.
export function edgesOf(layout) {
  const edges = [];
  layout.columns.forEach((column, number) => {
    if (!number) return;
    const before = layout.columns[number - 1];
    column.drawn.forEach((unit, slot) => {
      before.drawn.forEach((input, slotBefore) => {
        const dense = column.layer.op === "dense";
        if (!dense && input !== unit) return;
        const from = before.spots[slotBefore], to = column.spots[slot];
        edges.push({
          column: number,
          input,
          unit,
          dense,
          x1: from.x + before.size / 2 + 1,
          y1: from.y,
          x2: to.x - column.size / 2 - 1,
          y2: to.y,
        });
      });
    });
  });
  return edges;
}

export function pathOf({ x1, y1, x2, y2 }) {
  const bend = (x2 - x1) / 2;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

// The height of an edge where its curve passes x; both ends are level, so a share of the way is its own cubic.
function heightAt({ x1, y1, x2, y2 }, x) {
  // x(t) = x1 + (x2 - x1) * (1.5 t - 1.5 t² + t³), which grows from 0 to 1.
  const share = (x - x1) / (x2 - x1);
  let low = 0, high = 1;
  for (let step = 0; step < 12; step++) {
    const t = (low + high) / 2;
    if (1.5 * t - 1.5 * t * t + t * t * t < share) low = t; else high = t;
  }
  return y1 + (y2 - y1) * (3 * low * low - 2 * low * low * low);
}

// The edge under a place, if one is near.
export function edgeAt(edges, x, y, reach = 7) {
  let best = null, least = reach;
  for (const edge of edges) {
    if (x <= edge.x1 || x >= edge.x2) continue;
    const away = Math.abs(heightAt(edge, x) - y);
    if (away < least) [best, least] = [edge, away];
  }
  return best;
}

// The unit beside a finger: units are smaller than one, and stand close together.
export function unitNear({ columns }, x, y, reach = 12) {
  let best = null, least = Infinity;
  columns.forEach(({ drawn, spots, size }, column) => {
    drawn.forEach((unit, slot) => {
      const right = Math.abs(spots[slot].x - x), down = Math.abs(spots[slot].y - y);
      if (Math.max(right, down) > size / 2 + reach || Math.hypot(right, down) >= least) return;
      [best, least] = [{ column, unit, input: null }, Math.hypot(right, down)];
    });
  });
  return best;
}
