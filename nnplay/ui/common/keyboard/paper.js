// A page on paper: what was drawn for a wide screen is made smaller, because nothing is drawn anew while a browser prints.

const WIDE = 700; // CSS pixels between the margins of A4; see look.css
const DRAWN = '.nnplay-chart, .nnplay-network, .nnplay-film, [data-testid="stDataFrame"], [data-testid="stImage"] img, iframe';

export function makeReady() {
  window.addEventListener("beforeprint", fit);
}

function fit() {
  for (const one of document.querySelectorAll(DRAWN)) {
    const width = Math.max(one.offsetWidth, one.querySelector(".main-svg")?.clientWidth ?? 0);
    if (width) one.style.setProperty("--nn-fit", Math.min(1, WIDE / width).toFixed(4));
  }
}
