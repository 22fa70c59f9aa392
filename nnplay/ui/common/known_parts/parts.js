// Puts the parts into a message that it only names, because the message before had them; see __init__.py.

export const kept = new Map(); // by a component's key, the parts of its last message

// The message as it is meant, or null where it cannot be known: then all is asked for, and comes with another one.
export function whole({ key, parts, ...message }, { setTriggerValue }) {
  const had = kept.get(key), now = new Map();
  let lacks = false;
  const filled = (value) => {
    if (!value || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(filled);
    const name = value.$part;
    if (!name) return Object.fromEntries(Object.entries(value).map(([each, part]) => [each, filled(part)]));
    const part = parts[name] ?? had?.get(name);
    if (part === undefined) lacks = true;
    now.set(name, part);
    return structuredClone(part); // those who draw it change it
  };
  const found = filled(message);
  if (lacks) {
    setTriggerValue("lacks", true);
    return null;
  }
  kept.set(key, now);
  return found;
}
