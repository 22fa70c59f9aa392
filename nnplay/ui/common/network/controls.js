// The buttons over the picture: play, pause, step, the place in the film, its speed.

import { canTrain, endCommands, hasCommands, showCommands, trainAgain } from "./commands.js";
import { make } from "./picture.js";
import { count, say } from "./say.js";

const ICONS = {
  play: "M4 2.5v11l9-5.5z",
  pause: "M4 2.5h3v11H4zM9 2.5h3v11H9z",
  back: "M12 2.5v11L5.5 8zM3.5 2.5H5v11H3.5z",
  forward: "M4 2.5v11L10.500 8zM11 2.500h1.500v11H11z",
  again: "M8 2.7V.6L4.600 3.700 8 6.800V4.600a3.900 3.900 0 1 1-3.900 3.900H2.200A5.800 5.800 0 1 0 8 2.700z",
  end: "M2.500 2.500v11L7.500 8zM7.500 2.500v11l5-5.500zM12.500 2.500H14v11h-1.500z",
};
const NARROW = 460; // pixels; the page keeps room for it, see figures/network_room.py
const SPEEDS = ["slow", "normal", "fast"];

export class Controls {
  constructor(parent, player) {
    this.player = player;
    this.bar = make("div", parent, "nn-bar");
    this.bar.setAttribute("role", "toolbar");
    this.bar.setAttribute("aria-label", say("film"));
    this.again = this.button("again", "again", say("again"), trainAgain);
    this.toggle = this.button("toggle", "pause", say("pause"), () => (this.playingNow() ? player.pause() : player.play()));
    this.back = this.button("back", "back", say("back"), () => player.step(-1));
    this.next = this.button("next", "forward", say("next"), () => player.step(1));
    this.range = make("input", this.bar, "nn-film");
    Object.assign(this.range, { type: "range", min: 0, max: 0, step: 1, value: 0 });
    this.range.setAttribute("aria-label", say("position"));
    this.range.addEventListener("input", () => player.go(player.epochs[Number(this.range.value)]));
    this.ticks = make("datalist", this.bar, "");
    this.ticks.id = `nn-ticks-${Math.random().toString(36).slice(2)}`;
    this.range.setAttribute("list", this.ticks.id);
    this.marks = [];
    this.skip = this.button("skip", "end", say("skip"), () => player.skip());
    this.epoch = make("span", this.bar, "nn-epoch");
    this.speed = make("select", this.bar, "nn-speed");
    this.speed.dataset.act = "speed";
    this.speed.setAttribute("aria-label", say("speed"));
    this.speed.title = say("speed_help");
    for (const name of SPEEDS) make("option", this.speed, "", say(name)).value = name;
    this.speed.value = player.speed;
    this.speed.addEventListener("change", () => player.setSpeed(this.speed.value));
  }

  // Where there is little room the film has a line of its own, so that a finger finds one of many epochs.
  layout(width) {
    this.bar.classList.toggle("nn-narrow", width < NARROW);
  }

  // `name` is what shortcuts know it by.
  button(name, icon, label, act) {
    const node = make("button", this.bar, "nn-button");
    node.type = "button";
    node.dataset.act = name;
    this.setIcon(node, icon, label);
    node.addEventListener("click", act);
    return node;
  }

  setIcon(node, icon, label) {
    if (node.dataset.icon === icon) return;
    node.dataset.icon = icon;
    node.innerHTML = `<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
    node.setAttribute("aria-label", label);
    node.title = label;
  }

  playingNow() {
    const { player } = this;
    return player.playing && (player.live || !player.atEnd);
  }

  update() {
    const { player } = this, frames = player.epochs.length;
    const playing = this.playingNow();
    this.setIcon(this.toggle, playing ? "pause" : "play", say(playing ? "pause" : "play"));
    const few = frames < 2, number = player.shown?.isNow ? frames - 1 : player.epochs.indexOf(player.shown?.epoch);
    this.again.hidden = !hasCommands();
    this.bar.classList.toggle("nn-commanded", hasCommands());
    this.again.disabled = !player.run || player.live || !canTrain();
    this.toggle.disabled = this.range.disabled = few;
    this.back.disabled = few || number <= 0;
    this.next.disabled = few || number >= frames - 1;
    this.skip.disabled = few || player.atEnd;
    this.range.max = Math.max(frames - 1, 1);
    this.range.value = Math.max(number, 0);
    const text = player.shown ? this.where(player.shown.epoch) : say("no_weights");
    if (this.epoch.textContent !== text) this.epoch.textContent = text;
    const mark = player.shown && this.marks.filter(([epoch]) => epoch <= player.shown.epoch).at(-1);
    const since = mark ? say("since", { epoch: mark[0] + 1, what: mark[1] }) : "";
    this.epoch.title = this.range.title = since;
    this.epoch.classList.toggle("nn-marked", Boolean(mark));
    this.range.setAttribute("aria-valuetext", since ? `${text}. ${since}` : text);
    this.speed.value = player.speed;
    if (!this.bar.hidden) showCommands(player);
  }

  end() {
    if (!this.bar.hidden) endCommands();
  }

  // Within an epoch: the one that is under way.
  where(epoch) {
    const whole = Math.floor(epoch);
    return whole === epoch ? say("epoch", { epoch: count(epoch) }) : say("in_epoch", { epoch: count(whole + 1) });
  }

  // Where something was changed by hand: (the last epoch before it, a few words).
  setMarks(marks) {
    this.marks = [...marks].sort((a, b) => a[0] - b[0]);
    const { epochs } = this.player;
    const places = this.marks.map(([epoch]) => epochs.filter((one) => one <= epoch).length - 1).filter((place) => place >= 0);
    const key = places.join();
    if (key === this.ticked) return;
    this.ticked = key;
    this.ticks.replaceChildren(...places.map((value) => Object.assign(document.createElement("option"), { value })));
  }

  // Keys of the whole component; whether one was taken.
  key(event) {
    const act = {
      p: () => this.toggle.click(),
      ",": () => this.back.click(),
      ".": () => this.next.click(),
      e: () => this.skip.click(),
      s: () => this.player.setSpeed(SPEEDS[(SPEEDS.indexOf(this.player.speed) + 1) % SPEEDS.length]),
    }[event.key];
    if (!act) return false;
    act();
    return true;
  }
}
