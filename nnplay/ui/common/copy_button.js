// A button that copies an address. Streamlit's own copy buttons need a secure page, which a class on http://192.168.… has
// not: there the older way through a selected field is taken, and if that is refused too, the field stays to copy from.

const ICON = '<svg viewBox="0 0 24 24" aria-hidden="true"><g fill="none" stroke="currentColor" stroke-width="1.9">'
  + '<rect x="2.5" y="8.5" width="11.5" height="7" rx="3.5"/><rect x="10" y="8.5" width="11.5" height="7" rx="3.5"/></g></svg>';
const DONE = '<svg viewBox="0 0 24 24" aria-hidden="true">'
  + '<path fill="none" stroke="currentColor" stroke-width="2" d="M5 12.5l4.5 4.5L19 7.5"/></svg>';
const SHOWN = 2500;

export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  const label = parentElement.querySelector(".label");
  const icon = parentElement.querySelector(".icon");
  const said = parentElement.querySelector(".said");
  const field = parentElement.querySelector("input");
  button.title = data.help;
  field.setAttribute("aria-label", data.field);
  const show = (text, picture) => { label.textContent = text; icon.innerHTML = picture; };
  // Streamlit calls this again while "Copied" is shown, with the same or another experiment.
  if (button.dataset.query !== data.query) {
    button.dataset.query = data.query;
    field.hidden = true;
    clearTimeout(button.timer);
    show(data.label, ICON);
  }
  button.onclick = async () => {
    const address = addressOf(data.query);
    field.value = address;
    const copied = await copy(address, field);
    field.hidden = copied;
    said.textContent = copied ? data.copied : data.failed;
    show(said.textContent, copied ? DONE : ICON);
    if (!copied) field.select();
    clearTimeout(button.timer);
    button.timer = setTimeout(() => { said.textContent = ""; show(data.label, ICON); }, SHOWN);
  };
}

// From the page's own address; on Community Cloud the page lies in a frame whose path has "~/+/" in it.
function addressOf(query) {
  return new URL(query, location.origin + location.pathname.replace(/~\/\+\/?/, "")).href;
}

async function copy(text, field) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field.hidden = false;
    field.select();
    return document.execCommand("copy");
  }
}
