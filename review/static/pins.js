// The pins of a finding as its row keeps them: a list of pages by key, each alone or
// with its box; and the pages that its typed numbers meant. What a row keeps is sent
// with the answer, with or without a case file.

export const MOST_PINS = 20;

function fieldOf(row, name) {
  return row.querySelector(`[data-field="${name}"]`);
}

export function pinsIn(row) {
  const field = fieldOf(row, "pins");
  return field?.value && !fieldOf(row, "unpin")?.checked ? JSON.parse(field.value) : [];
}

export function putPins(row, pins) {
  put(row, "pins", pins.length ? JSON.stringify(pins) : "");
  const unpin = fieldOf(row, "unpin");
  if (unpin) unpin.checked = false;
}

/** Each number as it is known by, and the key of its page. */
export function keysIn(row) {
  const field = fieldOf(row, "keys");
  return field?.value ? JSON.parse(field.value) : {};
}

export function putKeys(row, keys) {
  put(row, "keys", Object.keys(keys).length ? JSON.stringify(keys) : "");
}

function put(row, name, value) {
  let field = fieldOf(row, name);
  if (!field && !value) return;
  if (!field) {
    field = Object.assign(document.createElement("input"), { type: "hidden" });
    field.dataset.field = name;
    row.append(field);
  }
  field.value = value;
}
