// The pins of a finding as its row keeps them: a list of pages by key, each alone or
// with its box. What a row keeps is sent with the answer, with or without a case file.

export const MOST_PINS = 20;

function fieldOf(row, name) {
  return row.querySelector(`[data-field="${name}"]`);
}

export function pinsIn(row) {
  const field = fieldOf(row, "pins");
  return field?.value && !fieldOf(row, "unpin")?.checked ? JSON.parse(field.value) : [];
}

export function putPins(row, pins) {
  let field = fieldOf(row, "pins");
  if (!field && !pins.length) return;
  if (!field) {
    field = Object.assign(document.createElement("input"), { type: "hidden" });
    field.dataset.field = "pins";
    row.append(field);
  }
  field.value = pins.length ? JSON.stringify(pins) : "";
  const unpin = fieldOf(row, "unpin");
  if (unpin) unpin.checked = false;
}
