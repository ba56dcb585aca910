// The keyboard is enough: move, choose, explain, go on.

import { phrase } from "./checklist_lines.js";
import { areKeysOn, turnKeys } from "./key_switch.js";
import { takeBack } from "./steps.js";

const WRITING = 'textarea, input:not([type="radio"]):not([type="checkbox"])';

// What leaves the case file in front: taking back, and a notice that is opened over it.
const STAYS = ["KeyZ", "KeyO"];

export class Keys {
  constructor(page) {
    this.page = page;
    document.addEventListener("keydown", (event) => this.pressed(event));
    this.isOn = areKeysOn();
    const box = document.querySelector('[data-role="keys-on"]');
    box.checked = this.isOn;
    box.addEventListener("change", () => this.turn(box.checked));
    page.form.addEventListener("focusin", (event) => this.follow(event.target));
    page.form.addEventListener("click", (event) => this.follow(event.target));
  }

  turn(isOn) {
    this.isOn = isOn;
    turnKeys(isOn);
  }

  follow(target) {
    const box = target.closest(".line");
    if (box) this.mark(this.page.lines.get(box.dataset.code));
  }

  mark(line) {
    if (line === this.current) return;
    this.current?.box.classList.remove("is-current");
    this.current = line;
    line?.box.classList.add("is-current");
  }

  pressed(event) {
    if (event.isComposing || event.altKey || event.metaKey) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.ctrlKey) {
      if (event.key === "Enter") this.take(event, () => this.inSight(event, () => this.nextSection()));
      return;
    }
    if (event.target.matches(WRITING)) {
      const isPages = event.target.dataset.field === "pages";
      // With the page written, Enter leads back to the item; until then e asks for another reason.
      if (event.key === "Escape" || (isPages && event.key === "Enter")) this.take(event, () => this.back());
      if (isPages && !event.target.value && event.code === "KeyE" && this.isOn) this.take(event, () => this.ready());
      return;
    }
    if (this.page.jump.takes(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === "Escape" && this.isBehind) {
      this.take(event, () => this.bringForward());
      return;
    }
    const act = this.isOn && this.actionOf(event);
    if (act) this.take(event, () => this.inSight(event, act));
  }

  /** Where there is no room for both, the case file may be in front of the sheet. */
  get isBehind() {
    return this.page.form.offsetParent === null;
  }

  bringForward() {
    document.querySelector('[data-show="sheet"]')?.click();
    this.go(this.current);
  }

  /** The sheet comes forward first, and no key answers an item that nobody saw. */
  inSight(event, act) {
    const isAnswer = /^(?:Digit|Numpad)\d$|^Key[NEA]$/.test(event.code);
    const wasBehind = this.isBehind && !STAYS.includes(event.code) && event.key !== "?" && event.key !== "？";
    if (wasBehind) this.bringForward();
    if (!wasBehind || !isAnswer) act();
  }

  take(event, act) {
    event.preventDefault();
    this.page.form.classList.add("by-keyboard");
    act();
  }

  /** By the place of the key where an input method hides the letter. */
  actionOf(event) {
    if (event.key === "?" || event.key === "？") return () => this.page.help();
    // In front of the sheet the arrows move the page of the case file.
    const isField = event.target.matches("input") || this.isBehind;
    const letter = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
    if (letter === "j" || (event.key === "ArrowDown" && !isField)) return () => this.move(1);
    if (letter === "k" || (event.key === "ArrowUp" && !isField)) return () => this.move(-1);
    if (letter === "m") return () => this.nextMissing();
    if (letter === "s" && !this.page.isTrial) return () => this.page.finish();
    if (letter === "i") return () => this.page.jump.open();
    if (letter === "w") return () => this.page.closing.all();
    // Beside a case file its keys see to it, for its pins are taken back as well.
    if (letter === "z" && !document.body.matches(".has-viewer")) return () => this.takeBack();
    if (letter === "o" && this.page.waiting.name) return () => this.page.openWaiting();
    if (!this.current) return null;
    if (digit !== undefined && !event.shiftKey) return () => this.choose(Number(digit));
    if (letter === "n") return () => this.notApplicable();
    if (letter === "r") return () => this.reason();
    if (letter === "e") return () => this.ready();
    if (letter === "y") return () => this.current.pageField()?.focus();
    if (letter === "x") return () => this.close();
    if (event.key === "Enter" && event.target === this.current.box) return () => this.enter();
    return null;
  }

  go(line) {
    if (!line) return;
    this.mark(line);
    line.box.focus({ preventScroll: true });
    this.page.clearBar();
    line.box.scrollIntoView({ block: "nearest" });
  }

  get order() {
    return [...this.page.lines.values()];
  }

  move(by) {
    const order = this.order;
    const at = order.indexOf(this.current);
    const next = at < 0 ? 0 : Math.min(order.length - 1, Math.max(0, at + by));
    this.go(order[next]);
  }

  nextMissing() {
    const order = this.order;
    const at = order.indexOf(this.current);
    const later = [...order.slice(at + 1), ...order.slice(0, at + 1)];
    this.go(later.find((line) => ["open", "incomplete", "refused"].includes(line.state)));
  }

  async takeBack() {
    if (!(await takeBack())) this.page.say(phrase("nothing_back"));
  }

  nextSection() {
    const sections = [...this.page.form.querySelectorAll("[data-section]")];
    const at = sections.indexOf(this.current?.box.closest("[data-section]"));
    const next = sections[at + 1];
    if (next) this.go(this.page.lines.get(next.querySelector(".line").dataset.code));
    else this.page.form.querySelector("#comment")?.focus();
  }

  choose(digit) {
    const line = this.current;
    if (line.control === "number") {
      const most = Number(line.field.dataset.most || 999);
      if (digit <= most) line.setNumber(String(digit));
      this.page.changed(line, 0);
      return;
    }
    const input = line.choices[line.control === "checks" ? digit : digit - 1];
    if (line.control === "text" || !input) return;
    input.checked = input.type === "radio" ? true : !input.checked;
    line.settle(input);
    this.page.changed(line, 0);
  }

  notApplicable() {
    const line = this.current;
    const input = line.specials.find((each) => each.value === "not_applicable");
    if (!input) return;
    const target = input.checked ? line.specials.find((each) => each.value === "") : input;
    target.checked = true;
    line.settle(target);
    this.page.changed(line, 0);
  }

  reason() {
    this.current.reasonField()?.focus();
  }

  /** A common reason, then its page; without common ones the reason is written. */
  ready() {
    const pages = this.current.nextReadyText();
    if (!pages) {
      this.reason();
      return;
    }
    this.page.changed(this.current);
    pages.focus();
    const reason = pages.closest("[data-finding]").querySelector('[data-field="reason"]');
    this.page.say(reason.value);
  }

  back() {
    this.current?.box.focus();
  }

  /** Nothing more in this section; asks first, as its button does. */
  close() {
    this.current.box.closest("[data-section]").querySelector("[data-close]")?.click();
  }

  enter() {
    const line = this.current;
    const field = line.choices.find((each) => each.checked) ?? line.choices[0];
    field.focus();
    if (line.control === "number") field.select();
  }
}
