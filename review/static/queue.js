// The queue by keyboard: n opens the next file, j and k move between files; n also on a
// receipt.
import { areKeysOn } from "./key_switch.js";

document.body.classList.add("is-live");
const files = [...document.querySelectorAll(".queue-no")];
const next = document.querySelector("[data-next]");

function move(step) {
  const at = files.indexOf(document.activeElement);
  const to = at < 0 ? 0 : at + step;
  files[Math.min(Math.max(to, 0), files.length - 1)]?.focus();
}

const ACTIONS = { n: () => next?.click(), j: () => move(1), k: () => move(-1) };

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.metaKey || event.ctrlKey) return;
  if (event.target.matches("input, textarea, select") || !areKeysOn()) return;
  // By the place of the key where an input method hides the letter.
  const letter = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
  const act = ACTIONS[letter];
  if (!act) return;
  event.preventDefault();
  act();
});
