// A page begins at its top: Streamlit leaves it scrolled as far as the page before it. And what scrolls can be scrolled with the keyboard: formulas, code and tables that are wider than their place get a tab
// stop. Browsers do so by themselves for some; Streamlit's own boxes have none (WCAG 2.1.1).

const BOXES = ".stMain :is(pre, .katex-display, details > div, .nn-table > div, [data-testid='stColumn'])";
const REACHED = "a[href], button, input, select, textarea, summary, [tabindex]";
const PAUSE = 300; // milliseconds

let names = {};

export default function ({ data }) {
  names = data;
  window.nnplayReachable ??= begin();
}

function begin() {
  let waits = 0, page = location.pathname;
  const soon = () => {
    if (page !== location.pathname) {
      page = location.pathname;
      if (!location.hash) document.querySelector(".stMain")?.scrollTo(0, 0);
    }
    waits ||= setTimeout(() => { waits = 0; look(); }, PAUSE);
  };
  const observer = new MutationObserver(soon);
  observer.observe(document.body, { childList: true, subtree: true });
  document.addEventListener("toggle", soon, true);
  addEventListener("resize", soon);
  observer.isDue = () => Boolean(waits); // for tests
  look();
  return observer;
}

function look() {
  for (const box of document.querySelectorAll(BOXES)) {
    const given = box.dataset.nnplayReachable;
    const needs = scrolls(box) && ![...box.querySelectorAll(REACHED)].some((one) => one.tabIndex >= 0);
    if (needs && !given && !box.hasAttribute("tabindex")) {
      box.dataset.nnplayReachable = "yes";
      box.tabIndex = 0;
      if (!box.hasAttribute("role")) box.setAttribute("role", "group");
      box.setAttribute("aria-label", name(box));
    } else if (given && !needs && box !== document.activeElement) {
      delete box.dataset.nnplayReachable;
      for (const one of ["tabindex", "role", "aria-label"]) box.removeAttribute(one);
    }
  }
}

function scrolls(box) {
  const { overflowX, overflowY } = getComputedStyle(box), scrolled = /auto|scroll/;
  return (box.scrollWidth > box.clientWidth && scrolled.test(overflowX))
    || (box.scrollHeight > box.clientHeight && scrolled.test(overflowY));
}

function name(box) {
  if (box.matches("pre")) return names.code;
  if (box.matches(".katex-display")) return names.formula;
  return names.other;
}
