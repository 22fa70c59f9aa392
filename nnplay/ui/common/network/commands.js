// The page's first button trains, and pauses a training. While the film of a training that is over still moves, it means
// what is seen: it pauses the film, then lets it go on; Stop goes to the film's end, One epoch to its next frame. These
// buttons lie over Streamlit's own, in the same places, and only where those could do no more than begin anew.

import { say } from "./say.js";

const TRAIN = ".st-key-first-command .st-key-train button:not(.nn-twin)";
const PLACES = { first: ".st-key-first-command", stop: ".st-key-command-stop", epoch: ".st-key-command-epoch" };

const own = (holder) => holder.querySelector("button:not(.nn-twin)");

const AGAIN = 300; // milliseconds
let looking = 0;

export function showCommands(player) {
  clearTimeout(looking);
  const held = player.run && !player.live && player.epochs.length > 1 && player.shown && !player.atEnd;
  if (!held) {
    removeTwins();
    return;
  }
  // A film that rests says nothing when a setting is changed.
  looking = setTimeout(() => showCommands(player), AGAIN);
  // Where the settings at hand are others, Train means them.
  if (document.querySelector(".st-key-other-run")) {
    removeTwins();
    return;
  }
  const { playing } = player;
  twin("first", playing ? "pause" : "play_arrow", say(playing ? "command_pause" : "command_resume"), say(playing ? "pause" : "play"),
    () => (player.playing ? player.pause() : player.play()));
  twin("stop", null, null, say("skip"), () => player.skip());
  twin("epoch", null, null, say("next"), () => player.step(1));
}

export function endCommands() {
  clearTimeout(looking);
  removeTwins();
}

function removeTwins() {
  for (const node of document.querySelectorAll(".nn-twin")) {
    const original = own(node.parentElement), focused = document.activeElement === node;
    remove(node);
    if (focused) original?.focus({ preventScroll: true });
  }
}

function twin(name, icon, label, help, act) {
  const holder = document.querySelector(PLACES[name]), original = holder && own(holder);
  if (!original) return;
  let node = holder.querySelector(":scope > .nn-twin");
  if (node && node.dataset.of !== original.className) { // the theme is another one
    remove(node);
    node = null;
  }
  if (!node) {
    node = original.cloneNode(true);
    node.dataset.of = original.className;
    node.dataset.act = `seen-${name}`;
    for (const attribute of ["data-testid", "aria-describedby"]) node.removeAttribute(attribute);
    node.disabled = false;
    node.classList.add("nn-twin");
    node.addEventListener("click", () => node.act());
    const focused = document.activeElement === original;
    holder.appendChild(node);
    if (name !== "first") standOver(holder, node);
    if (focused) node.focus({ preventScroll: true });
  }
  node.act = act;
  node.title = help;
  if (label === null) return;
  const words = node.querySelector("p"), sign = node.querySelector('[data-testid="stIconMaterial"]');
  if (words && words.textContent !== label) words.textContent = label;
  if (sign && sign.textContent !== icon) sign.textContent = icon;
}

// Only while the page's own button can't be pressed.
function standOver(holder, node) {
  const look = () => node.classList.toggle("nn-over", Boolean(own(holder)?.disabled));
  node.watch = new MutationObserver(look);
  node.watch.observe(holder, { subtree: true, childList: true, attributes: true, attributeFilter: ["disabled"] });
  look();
}

function remove(node) {
  node.watch?.disconnect();
  node.remove();
}

// Fresh weights, and all of the training anew, whatever is seen of the film: whether the page can, and the press.
export const canTrain = () => document.querySelector(TRAIN)?.disabled === false;

export const trainAgain = () => document.querySelector(TRAIN)?.click();

export const hasCommands = () => Boolean(document.querySelector(PLACES.first));
