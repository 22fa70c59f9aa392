// What the steps of a text, units and shares are called, for tooltips, screen readers and the table.

import { numbersOf } from "./frames.js";
import { told, unitName } from "./layers_words.js";
import { percent, say } from "./say.js";

// A word with its place, by what is said of it.
export function wordAt({ shown, unknown, padding }, step) {
  if (step < padding) return say("step_padding", { step });
  return say(unknown.includes(step) ? "step_unknown" : "step_word", { word: shown[step], step });
}

// Of which head a unit of the shares is, and which step asks.
export const asking = (row, place) => ({ head: Math.floor(place / row.steps), step: place % row.steps });

const ofHead = (row, head, what) => (row.all_heads > 1 ? say("of_head", { head, what }) : what);

// A unit over all steps, and what it says most of.
export function stripSays(network, words, number, place, layer) {
  const row = network.rows[number], numbers = layer && numbersOf(layer, place);
  if (row.heads) {
    const { head, step } = asking(row, place);
    const unit = ofHead(row, head, say("asks", { layer: row.number, title: row.title, word: wordAt(words, step) }));
    if (!layer) return [say("no_numbers", { unit }), ""];
    const most = numbers.indexOf(Math.max(...numbers));
    return [unit, say("looks_most", { word: wordAt(words, most), share: percent(numbers[most]) })];
  }
  const unit = unitName(network, number, layer ? layer.units[place] : place);
  if (!layer) return [say("no_numbers", { unit }), ""];
  const most = numbers.indexOf(Math.max(...numbers));
  return [
    say("of_all", { unit, count: row.shape.at(-1) }),
    say("largest_at", { value: told(layer, numbers[most]), word: wordAt(words, most) }),
  ];
}

// One number of such a unit.
export function numberSays(network, words, number, place, step, layer) {
  const row = network.rows[number], value = layer && numbersOf(layer, place)[step];
  if (row.heads) {
    const own = asking(row, place), names = { asking: wordAt(words, own.step), asked: wordAt(words, step) };
    const said = layer ? say("looks", { ...names, share: percent(value) }) : say("looks_at", names);
    return ofHead(row, own.head, said);
  }
  const unit = unitName(network, number, layer ? layer.units[place] : place), word = wordAt(words, step);
  return layer ? say("at_step_is", { unit, word, value: told(layer, value) }) : say("at_step", { unit, word });
}

// The words that a step of a layer is made from.
export function readsWords(words, [first, end]) {
  if (end - first === 1) return say("reads_word", { word: wordAt(words, first) });
  if (!first && end === words.shown.length) return say("reads_all_words");
  return say("reads_words", { first: wordAt(words, first), last: wordAt(words, end - 1) });
}
