// Another account is signed in in this browser: what the owner of the sheet wrote is neither
// on the screen nor on paper, and no key changes it. It stays in the memory of this page
// until the owner is back; nothing of it is stored.

import { phrase } from "./checklist_lines.js";
import { isSingleKey } from "./key_switch.js";

export class Cover {
  constructor(waiting) {
    this.waiting = waiting;
    window.addEventListener("keydown", (event) => this.pressed(event), true);
  }

  get isDrawn() {
    return document.body.classList.contains("is-covered");
  }

  get covered() {
    return document.querySelectorAll("main > :not(dialog, .desk-waiting)");
  }

  draw() {
    this.waiting.words.textContent = phrase("covered_waits");
    if (this.isDrawn) return;
    for (const dialog of document.querySelectorAll("dialog[open]")) if (dialog !== this.waiting.dialog) dialog.close();
    document.getSelection().removeAllRanges();
    this.title = document.title;
    document.title = this.waiting.words.textContent;
    // For the time being the only heading.
    this.waiting.words.setAttribute("role", "heading");
    this.waiting.words.setAttribute("aria-level", "1");
    for (const each of this.covered) each.inert = true;
    document.body.classList.add("is-covered");
  }

  lift() {
    if (!this.isDrawn) return;
    for (const each of this.covered) each.inert = false;
    document.body.classList.remove("is-covered");
    document.title = this.title;
    for (const name of ["role", "aria-level"]) this.waiting.words.removeAttribute(name);
    // Images that were asked for meanwhile were refused.
    document.dispatchEvent(new Event("reached"));
  }

  /** Before any other: only the key that asks for the password is left. */
  pressed(event) {
    if (!this.isDrawn || event.target.closest("dialog, .desk-waiting, body > header")) return;
    if (event.code === "KeyO" && isSingleKey(event)) return;
    event.stopImmediatePropagation();
  }
}
