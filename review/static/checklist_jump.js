// Going to an item by its number: i, then the number; dots may be left out. As soon as
// only one item is meant it is there, else Enter takes the first one.

import { phrase } from "./checklist_lines.js";

export class Jump {
  constructor(page) {
    this.page = page;
    this.box = page.role("jump");
    this.field = this.box.querySelector("input");
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    this.field.addEventListener("blur", () => this.close());
  }

  open() {
    this.box.hidden = false;
    this.field.value = "";
    this.field.focus({ preventScroll: true });
  }

  close() {
    this.box.hidden = true;
  }

  /** The items whose number begins with what was typed. */
  get found() {
    const typed = this.field.value.normalize("NFKC").replace(/[^\d.]/g, "");
    const isDotted = typed.includes(".");
    const short = (text) => (isDotted ? text : text.replace(/\D/g, ""));
    return typed ? this.page.keys.order.filter((line) => short(line.number).startsWith(short(typed))) : [];
  }

  typed() {
    const { found } = this;
    if (found.length === 1) this.go(found[0]);
    else if (found.length) this.show(found[0]);
    else if (this.field.value) this.tellNone();
  }

  pressed(event) {
    if (event.isComposing) return;
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    const [first] = this.found;
    if (event.key === "Enter" && first) this.go(first);
    else this.page.keys.back();
  }

  /** In sight while more may be typed. */
  show(line) {
    this.page.keys.mark(line);
    line.box.scrollIntoView({ block: "center" });
  }

  go(line) {
    this.page.keys.go(line);
    line.box.scrollIntoView({ block: "center" });
  }

  tellNone() {
    this.page.say(phrase("no_item", { number: this.field.value }));
    this.field.select();
  }
}
