// A page on paper: what was drawn for a wide screen is made smaller, because nothing is drawn anew while a browser prints.

const WIDE = 700; // CSS pixels between the margins of A4; see look.css
const PRINTED = ".6rem"; // letters of such a table; see paper.css
const DRAWN = '.nnplay-chart, .nnplay-network, .nnplay-film, [data-testid="stDataFrame"], [data-testid="stImage"] img, iframe';

const root = document.documentElement;

export function makeReady() {
  window.addEventListener("beforeprint", () => {
    lighten();
    window.dispatchEvent(new CustomEvent("nnplay-paper")); // what waits to be written anew would be too late
    fit();
  });
  window.addEventListener("afterprint", putBack);
}

// Paper is white: a dark page is printed in the colors of the light one. Streamlit's own are in paper.css.
function lighten() {
  if (root.dataset.nnTheme !== "dark") return;
  root.dataset.nnPrinted = "dark";
  turn("light");
}

function putBack() {
  if (!root.dataset.nnPrinted) return;
  delete root.dataset.nnPrinted;
  turn("dark");
}

function turn(theme) {
  root.dataset.nnTheme = root.style.colorScheme = theme;
  window.dispatchEvent(new CustomEvent("nnplay-view"));
}

function fit() {
  for (const one of document.querySelectorAll(DRAWN)) {
    const width = Math.max(one.offsetWidth, one.querySelector(".main-svg")?.clientWidth ?? 0);
    if (width) one.style.setProperty("--nn-fit", Math.min(1, WIDE / width).toFixed(4));
  }
  // The numbers of a figure, where somebody has opened them.
  for (const numbers of document.querySelectorAll(".nnplay-numbers[open]")) {
    const table = numbers.querySelector("table");
    if (!table) continue;
    table.style.fontSize = PRINTED;
    const { offsetWidth: width, offsetHeight: height } = table, fit = Math.min(1, WIDE / width);
    table.style.fontSize = "";
    // Not of the table, which is made anew now and then.
    numbers.style.setProperty("--nn-fit", fit.toFixed(4));
    numbers.style.setProperty("--nn-saved", `${Math.round((fit - 1) * height)}px`);
  }
}
