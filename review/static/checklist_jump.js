// Going to an item by its number: i, then the number; dots may be left out. As soon as
// only one item is meant it is there. Where several are, they are shown and Enter takes
// the first one. No digit of a number is an answer: what follows within a second of
// having gone there still belongs to the number, unless Enter ends it. Only where a number
// with its dots is an item's and no other goes on with the next digit, that digit is the
// answer. What answered nothing is told until the next key.

import { phrase } from "./checklist_lines.js";

const PAUSE = 1000;
const TOLD = 3000;
const MOST_SHOWN = 6;

/** What was typed as a number, also with the signs of a Chinese keyboard. */
function written(text) {
  return text.normalize("NFKC").replace(/。/g, ".").replace(/[^\d.]/g, "");
}

export class Jump {
  constructor(page) {
    this.page = page;
    this.box = page.role("jump");
    this.field = this.box.querySelector("input");
    this.hint = this.box.querySelector("output");
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    this.field.addEventListener("focus", () => this.land(false));
    this.field.addEventListener("blur", () => this.isLanding || this.close());
  }

  open() {
    this.box.hidden = false;
    this.field.value = "";
    this.before = "";
    this.tell("");
    this.field.focus({ preventScroll: true });
  }

  close() {
    this.box.hidden = true;
  }

  /** The items whose number begins with what was typed, the one with just this number first. */
  get found() {
    const typed = written(this.field.value);
    const isDotted = typed.includes(".");
    const short = (text) => (isDotted ? text : text.replace(/\D/g, ""));
    const isMeant = (line) => short(line.number).startsWith(short(typed));
    const found = typed ? this.page.keys.order.filter(isMeant) : [];
    return found.sort((one, other) => (short(other.number) === typed) - (short(one.number) === typed));
  }

  typed() {
    const { found } = this;
    const { before } = this;
    this.before = written(this.field.value);
    const [, digit] = before && this.before.startsWith(before) ? (/^(\d)$/.exec(this.before.slice(before.length)) ?? []) : [];
    const named = digit && !found.length && this.named(before);
    if (named) {
      this.go(named);
      this.page.keys.choose(Number(digit));
      return;
    }
    if (found.length === 1) {
      this.land(true);
      this.show(phrase("enter_ends", { number: found[0].number }));
      this.go(found[0]);
    } else if (found.length) this.offer(found);
    else if (this.field.value) this.tellNone();
    else this.tell("");
  }

  /** The item with just this number, dots included. */
  named(text) {
    return text.includes(".") ? this.page.keys.order.find((line) => line.number === text) : null;
  }

  pressed(event) {
    if (event.isComposing) return;
    if (event.repeat && event.key.length === 1) event.preventDefault();
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    const [first] = this.found;
    if (event.key === "Enter" && first) this.go(first);
    else if (event.key === "Enter" && this.field.value) this.field.select();
    else this.leave();
  }

  leave() {
    this.page.keys.back();
    this.field.blur();
  }

  /** After having gone there on its own, until a pause: the box with the number stays. */
  land(isLanding) {
    clearTimeout(this.pause);
    this.isLanding = isLanding;
    this.hasMissed = false;
    if (isLanding) this.pause = setTimeout(() => this.rest(), PAUSE);
  }

  /** Digits are answers again; what answered nothing stays to be read. */
  rest() {
    const wait = this.hasMissed ? TOLD : 0;
    this.land(false);
    this.pause = setTimeout(() => this.arrive(), wait);
  }

  arrive() {
    this.land(false);
    this.close();
  }

  /** Whether this key still belongs to the number; any other key ends it. */
  takes(event) {
    if (!this.isLanding) {
      this.arrive();
      return false;
    }
    const sign = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1] ?? (/^(?:Period|NumpadDecimal)$/.test(event.code) ? "." : "");
    if (!sign || event.shiftKey) {
      this.arrive();
      return event.key === "Enter" || event.key === "Escape";
    }
    this.land(true);
    if (event.repeat) return true;
    const named = this.named(written(this.field.value));
    this.field.value += sign;
    if (this.found.length) return true;
    if (named && sign !== "." && named === this.page.keys.current) {
      this.arrive();
      return false;
    }
    this.tell(phrase("no_answer", { number: this.field.value }));
    this.hasMissed = true;
    return true;
  }

  /** In sight while more may be typed. */
  offer(found) {
    const numbers = found.slice(0, MOST_SHOWN).map((line) => line.number);
    const words = phrase("enter_goes", { number: found[0].number });
    this.tell([...numbers, ...(found.length > MOST_SHOWN ? ["…"] : []), words].join("  "));
    this.page.keys.mark(found[0]);
    found[0].box.scrollIntoView({ block: "center" });
  }

  go(line) {
    this.page.keys.go(line);
    line.box.scrollIntoView({ block: "center" });
  }

  tellNone() {
    this.tell(phrase("no_item", { number: this.field.value }));
  }

  show(words) {
    this.hint.textContent = words;
    this.hint.hidden = !words;
  }

  tell(words) {
    this.show(words);
    if (words) this.page.say(words);
  }
}
