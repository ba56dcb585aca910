// What the sheet has to ask without interrupting. A notice tells it at once; its dialog opens
// when the reader asks for it and never by itself: whatever is typed without looking up then
// goes where it was meant to go, and no password to where it can be read.

import { phrase } from "./checklist_lines.js";

const PLACES = "textarea, select, input, .line";

export class Waiting {
  constructor(page) {
    this.box = document.getElementById("desk-waiting");
    this.name = "";
    document.addEventListener("keydown", (event) => this.pressed(event), true);
    page.form.addEventListener("focusin", ({ target }) => this.note(target));
    this.box.querySelector("button").addEventListener("click", () => page.openWaiting());
  }

  /** `fill` prepares the dialog; false means there is nothing left to ask. */
  begin(name, dialog, fill) {
    if (this.name) return;
    Object.assign(this, { name, dialog, fill });
    this.words.textContent = phrase(`${name}_waits`);
    this.box.querySelector('[data-role="waiting-open"]').textContent = phrase(`${name}_open`);
    this.box.hidden = false;
  }

  get words() {
    return this.box.querySelector('[data-role="waiting-words"]');
  }

  /** Decided, or no longer needed; a password that is being typed does not lose its field. */
  end() {
    this.name = "";
    this.box.hidden = true;
    if (this.dialog?.open && !this.password?.value) this.dialog.close();
  }

  /** Closed without an answer, by Esc or its button: the notice asks again. */
  closed() {
    this.box.hidden = !this.name;
  }

  /** Where the reader wrote last, and its item: a choice may write the item anew. */
  note(target) {
    if (!target.matches(PLACES)) return;
    this.left = target;
    this.line = target.closest(".line");
  }

  /** Back to where the reader was before the button, which is hidden by now. */
  back() {
    const place = [this.left, this.line].find((each) => each?.isConnected);
    place?.focus({ preventScroll: true });
  }

  open() {
    if (!this.name || this.dialog.open) return;
    const { activeElement: from, body } = document;
    const isByButton = from === body || from.matches("button");
    if (!this.fill()) return;
    if (isByButton) this.dialog.addEventListener("close", () => this.back(), { once: true });
    this.box.hidden = true;
    this.dialog.returnValue = "";
    this.dialog.showModal();
    (this.password ?? this.heading).focus();
  }

  get password() {
    return this.dialog.querySelector('input[type="password"]');
  }

  get heading() {
    const heading = this.dialog.querySelector("h2");
    heading.tabIndex = -1;
    return heading;
  }

  /** Enter decides only on a button, and not because it is held down. */
  pressed(event) {
    if (event.key !== "Enter" || !this.name || !this.dialog.open) return;
    const { target } = event;
    if (event.repeat || (target.matches("input") && target !== this.password)) event.preventDefault();
  }
}
