// On a narrow screen the menu of pages lies over the page. It closes once a page is chosen, as what was asked for is
// behind it. A key of ours (see `goTo` in main.js) opens and closes it itself.

const NARROW = matchMedia("(max-width: 768px)"); // from here on Streamlit sets it beside the page

export function closeMenuOnceChosen() {
  document.addEventListener("click", (event) => {
    const asks = event.isTrusted && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!asks || !NARROW.matches || !event.target.closest?.('[data-testid="stSidebarNavLink"]')) return;
    document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  });
}
