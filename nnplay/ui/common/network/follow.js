// What else is on the page follows the picture: curves grow pale behind the epoch that is shown (see chart.js), and
// the line over them says which epoch that is. What a run has reached at its end is not told before the film is there.

import { count, say } from "./say.js";

export function tellPage(told, player) {
  window.nnplayEpoch = told;
  styleOf("nnplay-follow").textContent = told && told.run && !told.isNow ? rules(told, player) : "";
  window.dispatchEvent(new CustomEvent("nnplay-epoch"));
}

function styleOf(id) {
  return document.getElementById(id) ?? document.head.appendChild(Object.assign(document.createElement("style"), { id }));
}

function rules({ run, epoch }, { live, planned, playing, now, epochs }) {
  const number = (value) => count(Math.floor(value));
  const last = now && now.epoch > epoch ? now.epoch : null;
  const told = (name) => say(name, { epoch: number(epoch), epochs: number(planned), last: number(last) }).replace(/["\\]/g, "\\$&");
  const part = `${((100 * epoch) / planned).toFixed(1)}%`;
  const line = `.st-key-progress-${run} .stProgress [data-testid="stMarkdownContainer"]`;
  // All of it: Streamlit makes its words visible again within what is hidden.
  const ending = `:is(.st-key-ending-${run}, .st-key-verdict-${run})`;
  const seen = `${((100 * epoch) / Math.max(epochs.at(-1) ?? 0, now?.epoch ?? 0, 1)).toFixed(1)}%`; // of the tiny curve
  const phone = `.nnplay-phone[data-run="${run}"] span`, done = `.nnplay-phone-done[data-run="${run}"]`;
  return `
    ${line} p { display: none; }
    ${line}::after { content: "${told(live ? (last ? "shown_behind" : "shown") : "shown_after")}"; }
    .st-key-progress-${run} [data-testid="stProgressBarTrack"] > div { transform: translateX(calc(${part} - 100%)) !important; }
    ${phone} { font-size: 0 !important; }
    ${phone}::after { content: "${told("shown")}"; font-size: .85rem; }
    ${done} { width: ${part} !important; }
    ${phone} + img { mask-image: linear-gradient(to right, #000 ${seen}, rgb(0 0 0 / .3) ${seen}); }
    ${playing ? `${ending}, ${ending} * { visibility: hidden !important; }` : ""}`;
}
