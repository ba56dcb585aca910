// What the sheet has to ask without interrupting. A notice tells it at once and its dialog
// opens when the reader asks for it, or by itself while nobody is writing. Keys that were
// meant for the sheet reach the sheet.

import { phrase } from "./checklist_lines.js";

const WRITING = 'textarea, select, input:not([type="radio"]):not([type="checkbox"])';
const MODIFIERS = ["Shift", "Control", "Alt", "Meta"];
// So long nobody has pressed a key when a dialog opens by itself.
const REST = 3000;
// So long after it opened a key was meant for what was there before.
const TOO_EARLY = 1000;

export class Waiting {
  constructor(page) {
    this.page = page;
    this.box = document.getElementById("desk-waiting");
    this.name = "";
    this.lastKey = -REST;
    this.isByKey = false;
    document.addEventListener("keydown", (event) => this.pressed(event), true);
    document.addEventListener("pointerdown", () => (this.isByKey = false), true);
    this.box.querySelector("button").addEventListener("click", () => page.openWaiting());
  }

  /** `fill` prepares the dialog; false means there is nothing left to ask. */
  begin(name, dialog, fill) {
    if (this.name) return;
    Object.assign(this, { name, dialog, fill, isPutOff: false });
    this.box.querySelector('[data-role="waiting-words"]').textContent = phrase(`${name}_waits`);
    this.box.querySelector('[data-role="waiting-open"]').textContent = phrase(`${name}_open`);
    this.box.hidden = false;
    this.timer = setInterval(() => this.look(), 200);
    this.look();
  }

  /** Decided, or no longer needed. */
  end() {
    clearInterval(this.timer);
    this.name = "";
    this.box.hidden = true;
    if (this.dialog?.open) this.dialog.close();
  }

  /** Closed without an answer: it still waits. */
  goOn() {
    if (this.name) this.box.hidden = false;
  }

  /** It waits until it is asked for. */
  putOff() {
    this.isPutOff = true;
    this.goOn();
  }

  look() {
    const isResting = performance.now() - this.lastKey >= REST && !document.activeElement?.matches(WRITING);
    // A password is not typed blindly, so whoever works by keys asks for its field.
    const isFree = !this.isPutOff && !(this.name === "signed_out" && this.isByKey);
    if (isResting && isFree && !document.querySelector("dialog[open]")) this.open(false);
  }

  open(isAsked = true) {
    if (!this.name || this.dialog.open || !this.fill()) return;
    this.isAsked = isAsked;
    this.openedAt = performance.now();
    this.box.hidden = true;
    this.dialog.returnValue = "";
    this.dialog.showModal();
    const field = isAsked && this.dialog.querySelector('input[type="password"]');
    (field || this.heading).focus();
  }

  get heading() {
    const heading = this.dialog.querySelector("h2");
    heading.tabIndex = -1;
    return heading;
  }

  pressed(event) {
    if (MODIFIERS.includes(event.key)) return;
    if (this.name && this.dialog.open) {
      this.pressedInside(event);
      return;
    }
    this.lastKey = performance.now();
    this.isByKey = true;
  }

  /** Enter decides only on a button, and never before there was time to look. */
  pressedInside(event) {
    const isEarly = performance.now() - this.openedAt < TOO_EARLY;
    if (event.key !== "Escape" && !this.isAsked && (isEarly || this.isForSheet(event))) {
      this.standBack();
      return;
    }
    if (event.key !== "Enter" || event.target.matches('input[type="password"]')) return;
    if (isEarly || event.repeat || event.target.matches("input")) event.preventDefault();
  }

  /** Nothing of the dialog has the focus yet that takes this key. */
  isForSheet(event) {
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey;
    const isKey = event.key === "Enter" || (event.key.length === 1 && event.key !== " ");
    return this.name === "conflict" && event.target === this.heading && isPlain && isKey;
  }

  /** The focus is back where it was before the key does what it does there. */
  standBack() {
    this.dialog.close();
    this.goOn();
    this.lastKey = performance.now();
    this.isByKey = true;
  }
}
