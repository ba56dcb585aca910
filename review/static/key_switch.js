// A preference, not a text: whether single keys act. One for all pages of a browser.
const SWITCH = "case-review-keys";

export function areKeysOn() {
  return localStorage.getItem(SWITCH) !== "off";
}

/** Whether this press may act by itself: a key that is held down or belongs to the browser does not. */
export function isSingleKey(event) {
  const isOfBrowser = event.ctrlKey || event.altKey || event.metaKey;
  return areKeysOn() && !isOfBrowser && !event.repeat && !event.isComposing;
}

export function turnKeys(isOn) {
  if (isOn) localStorage.removeItem(SWITCH);
  else localStorage.setItem(SWITCH, "off");
}
