// Long texts: nothing of a paste is cut. How much room there is gets told when little is
// left; what is too long stays on the page, unsaved, until it is shorter.

import { phrase } from "./checklist_lines.js";

const NEAR = 0.9;

export class Limits {
  constructor(page) {
    this.page = page;
    page.form.addEventListener("focusin", (event) => lift(event.target));
    page.form.addEventListener("input", (event) => {
      this.tell(event.target);
      // The field grows first.
      requestAnimationFrame(() => shownNote(event.target)?.scrollIntoView({ block: "nearest" }));
    });
    page.form.addEventListener("focusout", (event) => this.tell(event.target));
  }

  /** As the server counts: characters, without the space around them. */
  tell(field) {
    const most = Number(field.dataset.limit);
    if (!most) return;
    const n = [...field.value.trim()].length;
    const isOver = n > most;
    const wasOver = field.getAttribute("aria-invalid") === "true";
    const values = { n: n.toLocaleString("en"), most: most.toLocaleString("en") };
    const words = n < most * NEAR ? "" : phrase(isOver ? "too_long" : "room", values);
    const note = noteOf(field, Boolean(words));
    if (note) Object.assign(note, { textContent: words, hidden: !words });
    if (isOver) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    if (isOver !== wasOver) this.page.say(words);
  }
}

/** A browser cuts off what exceeds a maximum, so the page counts instead. */
function lift(field) {
  if (!field.matches("textarea[maxlength], input[data-field][maxlength]")) return;
  field.dataset.limit = field.maxLength;
  field.removeAttribute("maxlength");
}

function shownNote(field) {
  const note = field.nextElementSibling;
  return note?.matches(".limit:not([hidden])") ? note : null;
}

function noteOf(field, isNeeded) {
  const known = field.nextElementSibling?.matches(".limit") ? field.nextElementSibling : null;
  if (known || !isNeeded) return known;
  const note = document.createElement("span");
  note.className = "limit";
  field.after(note);
  return note;
}
