// Pins: a click, a drag or a key puts one on a page for the finding that is being
// written. It shows as a numbered mark on its page and as a button beside its finding;
// either leads to the other. What there is stands in the rows of the sheet, only there.

import { MOST_PINS, keysIn, pinsIn, putPins } from "./pins.js";
import { remember, takeBack } from "./steps.js";
import { PinLayer } from "./viewer_pin_layer.js";

const NEAR = 12;
const isPin = (step) => step.kind === "pin";

export class Pins {
  constructor(viewer) {
    this.viewer = viewer;
    this.findings = viewer.findings;
    this.form = this.findings.form;
    this.pages = new Map(viewer.pages.map((each) => [each.key, each]));
    this.layer = new PinLayer(viewer.stage, (page, box) => this.put(this.findings.written(), page, box));
    this.listen();
    this.draw();
  }

  listen() {
    const { list } = this.viewer.stage;
    list.addEventListener("click", (event) => this.clicked(event, ".pin", (pin) => this.toFinding(pin)));
    this.form.addEventListener("click", (event) => {
      this.clicked(event, ".pin-jump", (pin) => this.toPage(pin));
      this.clicked(event, ".pin-remove", (pin) => this.remove(pin));
    });
    for (const box of [list, this.form]) box.addEventListener("keydown", (event) => this.pressed(event));
    const changed = new MutationObserver(() => this.draw());
    for (const box of this.form.querySelectorAll('[data-role="findings"]')) changed.observe(box, { childList: true });
    for (const name of ["focusin", "click"]) this.form.addEventListener(name, () => this.showTarget());
    this.form.addEventListener("given", () => this.viewer.forgetWord());
    // A section of reasons that opens does not bubble.
    this.form.addEventListener("toggle", () => this.showTarget(), true);
  }

  clicked(event, kind, act) {
    const button = event.target.closest(kind);
    const pin = button && this.named(button.dataset.pin);
    if (pin) act(pin);
  }

  pressed(event) {
    if (event.key !== "Delete" || !event.target.matches(".pin, .pin-jump")) return;
    event.preventDefault();
    this.remove(this.named(event.target.dataset.pin));
  }

  /**
   * Every mark of the sheet, in its order, with its name and, if it is there, its page:
   * the pins, and the pages that are only typed.
   */
  get all() {
    return [...this.form.querySelectorAll(".line")].flatMap((line) => {
      const number = numberOf(line);
      const found = [...line.querySelectorAll("[data-finding]")].flatMap((row) => this.marksOf(row));
      return found.map((each, index) => ({ ...each, line, name: `${number}-${index + 1}` }));
    });
  }

  marksOf(row) {
    const pins = pinsIn(row).map(([key, ...box], index) => {
      const { page, label } = this.pages.get(key) ?? {};
      return { row, index, box, page, label };
    });
    const pinned = new Set(pins.map((each) => each.page));
    const typed = new Set(this.findings.pagesOf(row).filter((page) => !pinned.has(page)));
    const { pages } = this.viewer;
    return [...pins, ...[...typed].map((page) => ({ row, box: [], page, label: pages[page - 1].label, isTyped: true }))];
  }

  named(name) {
    return this.all.find((pin) => pin.name === name);
  }

  // Putting and taking back.

  /** The page in sight, as a whole: all that a keyboard needs. */
  pinPage() {
    this.put(this.findings.rowToFill(), this.viewer.page, []);
  }

  put(row, page, box) {
    if (!row) return this.tell("choose");
    const { key, label } = this.viewer.pages[page - 1];
    const pins = pinsIn(row);
    if (pins.some((each) => isSame(each, [key, ...box]))) return this.tell("again", { label });
    const before = { pins, text: this.findings.textOf(row) };
    if (pins.length >= MOST_PINS || !this.findings.enter(row, label, page)) return this.tell("full");
    this.change(row, [...pins, [key, ...box]], before);
    row.closest("details")?.setAttribute("open", "");
    const name = this.all.findLast((pin) => pin.row === row && !pin.isTyped).name;
    return this.tell("put", { name, label }, true);
  }

  remove(pin) {
    if (pin.isTyped) return this.untype(pin);
    const before = { pins: pinsIn(pin.row), text: this.findings.textOf(pin.row) };
    const left = before.pins.filter((_each, index) => index !== pin.index);
    const [key] = before.pins[pin.index];
    // Of a page that is gone the number stands there still, with a question mark.
    const label = pin.label ?? nameOf(keysIn(pin.row), key);
    const isElsewhere = left.some((each) => each[0] === key || this.pages.get(each[0])?.label === label);
    if (label !== undefined && !isElsewhere) this.findings.leave(pin.row, label);
    const isOnPage = document.activeElement?.matches(".pin");
    this.change(pin.row, left, before);
    this.tell("removed", { name: pin.name }, true);
    if (isOnPage) this.viewer.stage.room.focus({ preventScroll: true });
    else pin.row.querySelector('[data-field="pages"]').focus();
  }

  /** A page that is only typed goes where it stands by itself. */
  untype(pin) {
    const before = { pins: pinsIn(pin.row), text: this.findings.textOf(pin.row) };
    this.findings.leave(pin.row, pin.label);
    this.remember(pin.row, before);
    this.draw();
    pin.row.querySelector('[data-field="pages"]').focus();
  }

  change(row, pins, before) {
    this.remember(row, before);
    this.write(row, pins);
  }

  remember(row, before) {
    const after = this.findings.textOf(row);
    remember({ kind: "pin", undo: () => this.undo(row, before, after) });
  }

  write(row, pins) {
    putPins(row, pins);
    this.draw();
    row.querySelector('[data-field="pins"]').dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** What was typed since stays typed. */
  undo(row, before, after) {
    if (row.isConnected) {
      if (this.findings.textOf(row) === after) this.findings.write(row, before.text);
      this.write(row, before.pins);
    }
    this.tell(row.isConnected ? "undone" : "nothing");
    return true;
  }

  /** The newest of the pins, or of all that can be taken back. */
  async takeBack(isMeant = isPin) {
    if (!(await takeBack(isMeant))) this.tell("nothing");
  }

  // From one to the other.

  toPage(pin) {
    if (!pin.page) return;
    this.viewer.reveal(() => {
      this.layer.show(pin);
      this.viewer.arrived(pin.page);
      this.layer.markOf(pin).focus({ preventScroll: true });
    });
  }

  toFinding(pin) {
    this.viewer.split.show("sheet");
    pin.row.closest("details")?.setAttribute("open", "");
    const button = pin.row.querySelector(pin.isTyped ? '[data-field="pages"]' : `.pin-jump[data-pin="${pin.name}"]`);
    button.focus({ preventScroll: true });
    button.scrollIntoView({ block: "center" });
    this.viewer.say(this.viewer.phrase("item", { item: titleOf(pin.line) }));
  }

  // Drawing.

  draw() {
    const pins = this.all;
    const focused = document.activeElement?.matches(".pin, .pin-jump") ? document.activeElement : null;
    const words = (pin) => this.viewer.phrase("pin", { name: pin.name, label: pin.label, item: titleOf(pin.line) });
    this.layer.draw(pins.filter((pin) => pin.page), words);
    for (const row of this.form.querySelectorAll("[data-finding]")) this.drawIn(row, pins.filter((pin) => pin.row === row && !pin.isTyped));
    this.showTarget();
    if (!focused || focused.isConnected) return;
    const kind = focused.matches(".pin") ? ".pin" : ".pin-jump";
    document.querySelector(`${kind}[data-pin="${focused.dataset.pin}"]`)?.focus({ preventScroll: true });
  }

  drawIn(row, pins) {
    let list = row.querySelector(".pin-list");
    const said = JSON.stringify(pins.map(({ name, label }) => [name, label]));
    if ((list?.dataset.said ?? "[]") === said) return;
    if (!list) {
      list = Object.assign(document.createElement("ul"), { className: "pin-list" });
      list.setAttribute("aria-label", this.viewer.phrase("pins", {}));
      row.append(list);
    }
    list.dataset.said = said;
    list.replaceChildren(...pins.map((pin) => this.itemOf(pin)));
    list.hidden = !pins.length;
  }

  itemOf(pin) {
    const item = document.createElement("li");
    const words = pin.page ? "goto" : "gone";
    const text = this.viewer.phrase(words, { name: pin.name, label: pin.label });
    const jump = pin.page ? buttonOf("pin-jump", pin, text) : Object.assign(document.createElement("span"), { className: "pin-gone", textContent: text });
    const remove = buttonOf("pin-remove", pin, "×");
    remove.setAttribute("aria-label", this.viewer.phrase("remove", { name: pin.name }));
    item.append(jump, remove);
    return item;
  }

  showTarget() {
    const row = this.findings.written();
    const place = this.viewer.box.querySelector('[data-role="target"]');
    const words = row ? this.viewer.phrase("target", { item: numberOf(row.closest(".line")) }) : this.viewer.phrase("hint", {});
    if (place.textContent !== words) place.textContent = words;
    this.viewer.stage.room.classList.toggle("can-pin", Boolean(row));
  }

  /** Spoken, and shown with a way back where there is one. */
  tell(name, values = {}, canUndo = false) {
    const words = this.viewer.phrase(name, values);
    this.viewer.say(words);
    this.viewer.note(words, canUndo);
  }

  tellGone() {
    const gone = this.all.filter((pin) => !pin.page).map((pin) => pin.name);
    if (gone.length) this.tell("lost", { names: gone.join(", ") });
  }
}

function nameOf(keys, key) {
  return Object.keys(keys).find((name) => keys[name] === key);
}

/** The same page; and for points, nearly the same place: a double click is one. */
function isSame(one, other) {
  if (one[0] !== other[0] || one.length !== other.length) return false;
  return one.slice(1).every((each, index) => Math.abs(each - other[index + 1]) < NEAR);
}

function buttonOf(kind, pin, text) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: kind, textContent: text });
  button.dataset.pin = pin.name;
  return button;
}

function numberOf(line) {
  return line.querySelector(".line-no").textContent;
}

function titleOf(line) {
  return `${numberOf(line)} ${line.querySelector(".line-title").textContent}`;
}
