// A preference, not a text: whether single keys act. One for all pages of a browser.
const SWITCH = "case-review-keys";

export function areKeysOn() {
  return localStorage.getItem(SWITCH) !== "off";
}

export function turnKeys(isOn) {
  if (isOn) localStorage.removeItem(SWITCH);
  else localStorage.setItem(SWITCH, "off");
}
