// The wall: replaces only the parts that have changed, so that nothing blinks, and leaves all else alone.

const shown = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const wall = parentElement.querySelector(".wall");
  if (!shown.has(wall)) {
    shown.set(wall, {});
    wall.querySelector(".full").addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen?.();
    });
    wall.querySelector(".leave").addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      setTriggerValue("left", true);
    });
  }
  for (const [name, text] of Object.entries(data.words)) wall.querySelector(`.${name}`).textContent = text;
  const before = shown.get(wall);
  wall.classList.toggle("waiting", !data.parts.join);
  for (const [name, text] of Object.entries(data.parts)) {
    if (before[name] === text) continue;
    before[name] = text;
    wall.querySelector(`[data-part="${name}"]`).innerHTML = text;
    wall.dataset.draws = Number(wall.dataset.draws || 0) + 1;
  }
}
