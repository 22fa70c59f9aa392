// Below the picture: the numbers of the network, and those of the unit or edge that was chosen, which can be moved.

import { make } from "./picture.js";
import { percent, say } from "./say.js";
import { formula, lossText, numbersInWords, numbersOf, small, unitName } from "./words.js";

const REACH = 3; // a slider goes at least so far to both sides

function checkbox(parent, label, act) {
  const line = make("label", parent, "nn-check");
  const box = line.appendChild(document.createElement("input"));
  box.type = "checkbox";
  line.append(label);
  box.addEventListener("change", () => act(box.checked));
  return box;
}

export class Panel {
  // `change(place, value)` moves a weight, `putBack()` forgets all moved ones, `trainFrom()` trains from them, `option(name, on)` switches.
  constructor(parent, { change, putBack, trainFrom, option, close }) {
    this.change = change;
    const line = make("div", parent, "nn-line");
    this.numbers = make("span", line, "nn-numbers");
    this.switches = make("span", line, "nn-switches");
    this.test = checkbox(this.switches, say("test_points"), (on) => option("showTest", on));
    this.discrete = checkbox(this.switches, say("hard_edges"), (on) => option("discrete", on));
    this.discrete.parentNode.title = say("hard_edges_help");
    this.changed = make("div", parent, "nn-changed");
    this.changedText = make("span", this.changed, "");
    make("button", this.changed, "nn-link", say("put_back")).addEventListener("click", putBack);
    this.trainFrom = make("button", this.changed, "nn-link", say("train_from"));
    this.trainFrom.title = say("train_from_help");
    this.trainFrom.addEventListener("click", trainFrom);
    this.changed.hidden = true;
    this.changed.setAttribute("role", "status");
    this.goal = make("div", parent, "nn-goal");
    this.goalText = make("span", this.goal, "");
    this.goal.hidden = true;
    this.goal.setAttribute("role", "status");
    this.box = make("div", parent, "nn-panel");
    this.box.hidden = true;
    const head = make("div", this.box, "nn-head");
    this.name = make("b", head, "");
    const shut = make("button", head, "nn-link", say("close"));
    shut.addEventListener("click", close);
    this.formula = make("div", this.box, "nn-formula");
    const row = make("div", this.box, "nn-row");
    this.choice = make("select", row, "");
    this.choice.setAttribute("aria-label", say("choose_number"));
    this.choice.addEventListener("change", () => this.pick(Number(this.choice.value)));
    this.slider = make("input", row, "");
    Object.assign(this.slider, { type: "range", step: 0.01 });
    this.number = make("input", row, "");
    Object.assign(this.number, { type: "number", step: 0.1 });
    this.slider.addEventListener("input", () => this.move(this.slider.valueAsNumber));
    this.number.addEventListener("input", () => this.move(this.number.valueAsNumber));
    this.row = row;
    this.about = make("div", this.box, "nn-about");
    this.details = make("details", parent, "nn-table");
    make("summary", this.details, "", say("table"));
    this.tableBox = make("div", this.details, "");
    this.details.addEventListener("toggle", () => this.fillTable(true));
  }

  // Opens the numbers of a unit; `input` is that of an edge.
  open(state, { column, unit, input }) {
    this.state = state;
    this.chosen = { column, unit };
    this.list = numbersOf(state.network, state.columns, column, unit);
    this.box.hidden = false;
    this.name.textContent = unitName(state.network, state.columns, column, unit);
    this.row.hidden = !this.list.length;
    this.choice.replaceChildren();
    this.list.forEach(({ name }, place) => {
      const option = make("option", this.choice, "", name);
      option.value = place;
    });
    const index = input === undefined || input === null ? 0 : this.list.findIndex((one) => one.input === input);
    this.pick(Math.max(index, 0));
    this.update(state);
  }

  pick(index) {
    this.index = index;
    const { weights } = this.state, one = this.list[index];
    if (!one || !weights) return;
    this.choice.value = index;
    const reach = Math.max(REACH, Math.ceil(Math.abs(weights[one.place]) * 1.5));
    Object.assign(this.slider, { min: -reach, max: reach });
    const label = say("number_of", { number: one.name, unit: this.name.textContent });
    for (const field of [this.slider, this.number]) field.setAttribute("aria-label", label);
    this.showNumber(weights[one.place], null);
    this.onPick?.(one.input);
  }

  move(value) {
    if (!Number.isFinite(value)) return;
    const one = this.list[this.index];
    this.moving = true;
    this.change(one.place, value);
    this.moving = false;
    this.showNumber(value, document.activeElement);
  }

  showNumber(value, except) {
    if (this.slider !== except) this.slider.value = value;
    if (this.number !== except) this.number.value = Number(value.toFixed(3));
  }

  close() {
    this.box.hidden = true;
    this.chosen = null;
  }

  update(state) {
    this.state = state;
    this.discrete.parentNode.hidden = state.network.task === "regression";
    const { network, weights, scores, changed, without } = state;
    this.numbers.textContent = scores ? sentence(network, scores) : say("train_first");
    this.changed.hidden = !changed;
    if (changed && this.changedText.textContent !== changed) this.changedText.textContent = changed;
    this.showGoal(state.goal, scores?.training.accuracy ?? 0);
    this.trainFrom.hidden = !state.canTrain;
    if (this.chosen && weights) {
      const { column, unit } = this.chosen;
      this.formula.textContent = `${column ? "= " : ""}${formula(network, state.columns, column, unit, weights)}`;
      const one = this.list[this.index], rise = without === null ? null : without - scores.training.loss;
      this.about.textContent = [
        one && state.gradient ? step(state.gradient[one.place]) : "",
        rise === null ? "" : say(rise < 0 ? "loss_would_fall" : "loss_would_rise", { loss: lossText(without) }),
      ].join(" ").trim();
      if (one && !this.moving) this.showNumber(weights[one.place], document.activeElement);
    } else if (this.chosen) {
      this.formula.textContent = say("untrained");
      this.row.hidden = true;
    }
    this.fillTable();
  }

  showGoal(goal, share) {
    this.goal.hidden = !goal;
    const done = share === 1;
    this.goal.classList.toggle("nn-done", done);
    const text = done ? say("solved") : say("goal", { goal, share: percent(share, 0) });
    if (goal && this.goalText.textContent !== text) this.goalText.textContent = text;
    // The box keeps the height of its longest words.
    if (goal) this.goal.dataset.longest = say("goal", { goal, share: percent(1, 0) });
  }

  fillTable(now = false) {
    const { state } = this;
    if (!this.details.open || !state || (!now && performance.now() - (this.filled || 0) < 500)) return;
    this.filled = performance.now();
    const table = document.createElement("table");
    state.columns.forEach((column, number) => {
      if (!number && !state.says) return;
      // Of a large network those units that are drawn: all would be tens of thousands of numbers.
      const units = state.network.large ? column.drawn : Array.from({ length: column.units }, (_, unit) => unit);
      for (const unit of units) {
        const row = make("tr", table, "");
        make("th", row, "", unitName(state.network, state.columns, number, unit)).scope = "row";
        const numbers = state.weights && numbersInWords(state.network, state.columns, number, unit, state.weights);
        const said = state.says?.(number, unit), own = numbers?.length ? numbers : said ? [] : [say("no_own")];
        make("td", row, "", numbers || said ? [said, ...own].filter(Boolean).join(" · ") : say("unit_untrained"));
      }
      if (units.length < column.units) {
        const row = make("tr", table, "");
        make("th", row, "", say("more", { count: column.units - units.length })).scope = "row";
        make("td", row, "", say("more_in_table"));
      }
    });
    this.tableBox.replaceChildren(table);
  }
}

// Where a step goes: against the gradient.
const step = (slope) => say(!slope ? "stays" : slope > 0 ? "falls" : "rises", { gradient: small(slope) });

function sentence(network, { training, test }) {
  const { training: one, test: other } = network.points;
  const told = ({ loss, accuracy }) => lossText(loss) + (accuracy === null ? "" : ` (${percent(accuracy)})`);
  return say(one.shown < one.total || other.shown < other.total ? "losses_of_first" : "losses", {
    training: told(training), test: told(test), shown: one.shown, shown_test: other.shown,
  });
}
