// The case file beside the sheet: pages one under the other, loaded when they come into
// sight; the divider; keys outside of text fields; findings that lead to their page, and
// pins that lead to their finding.

import { areKeysOn } from "./key_switch.js";
import { Contents } from "./viewer_contents.js";
import { Findings } from "./viewer_findings.js";
import { Pins } from "./viewer_pins.js";
import { Search } from "./viewer_search.js";
import { Stage } from "./viewer_stage.js";
import { Split } from "./viewer_split.js";

const WRITING = 'textarea, select, input:not([type="radio"]):not([type="checkbox"])';
const KEYS = { "[": "before", "]": "after", "【": "before", "】": "after", "+": "larger", "=": "larger", "-": "smaller" };
const LETTERS = { KeyT: "turn", KeyP: "pin", KeyZ: "undo", KeyG: "go" };
const INSIDE = { ArrowLeft: "before", ArrowRight: "after", PageUp: "before", PageDown: "after", Home: "first", End: "last" };
const SAY_DELAY = 400;

class Viewer {
  constructor(box, pages) {
    this.box = box;
    this.pages = pages;
    this.field = box.querySelector("#viewer-label");
    this.split = new Split(box.closest(".desk-split"));
    this.stage = new Stage(box, pages, (page) => this.arrived(page));
    this.findings = new Findings(this, document.getElementById("checklist"));
    this.contents = new Contents(this);
    this.search = new Search(this);
    box.querySelector('[data-role="count"]').textContent = `/ ${pages.at(-1).label}`;
    this.pins = new Pins(this);
    this.listen();
    this.arrived(1);
    this.pins.tellGone();
  }

  listen() {
    this.box.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-do]");
      if (button) this.act(button.dataset.do);
    });
    this.field.addEventListener("change", () => this.go(this.field.value));
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.go(this.field.value);
    });
    this.field.addEventListener("focus", () => this.field.select());
    document.addEventListener("keydown", (event) => this.pressed(event));
  }

  pressed(event) {
    if (event.isComposing || event.altKey || event.metaKey || event.ctrlKey) return;
    if (event.target.matches(WRITING) || document.querySelector("dialog[open]")) return;
    const isInside = event.target.closest(".viewer-stage, .viewer-thumbs");
    const name = (isInside && INSIDE[event.key]) || (areKeysOn() && (KEYS[event.key] || LETTERS[event.code]));
    if (!name) return;
    event.preventDefault();
    this.act(name);
  }

  act(name) {
    const acts = {
      before: () => this.show(this.page - 1),
      after: () => this.show(this.page + 1),
      first: () => this.show(1),
      last: () => this.show(this.pages.length),
      smaller: () => this.stage.zoomBy(-1),
      larger: () => this.stage.zoomBy(1),
      turn: () => this.turn(),
      pin: () => this.pins.pinPage(),
      undo: () => this.pins.undo(),
      go: () => this.reveal(() => this.field.focus()),
      thumbs: () => this.toggleThumbs(),
    };
    acts[name]();
  }

  get label() {
    return this.pages[this.page - 1].label;
  }

  turn() {
    this.stage.turn(this.page);
    this.pins.draw();
  }

  toggleThumbs() {
    const isOpen = this.stage.toggleThumbs(this.page, (page) => this.show(page));
    this.box.querySelector('[data-do="thumbs"]').setAttribute("aria-expanded", String(isOpen));
  }

  /** The page with this number; the nearest one where two volumes have the same. */
  pageOf(label) {
    const found = this.pages.filter((each) => each.label === label);
    if (!found.length) return null;
    const distance = (each) => Math.abs(each.page - this.page);
    return found.reduce((best, each) => (distance(each) < distance(best) ? each : best)).page;
  }

  go(text) {
    const label = Number(text.normalize("NFKC").trim());
    const page = this.pageOf(label);
    if (page) this.show(page);
    else this.say(this.phrase("unknown", { label: text.trim() }));
    if (!page) this.field.value = this.label;
    return page;
  }

  show(page) {
    const wanted = Math.min(this.pages.length, Math.max(1, page));
    this.stage.scrollTo(wanted);
    this.arrived(wanted);
  }

  reveal(then) {
    this.split.show("file");
    then();
  }

  arrived(page) {
    if (page === this.page) return;
    this.page = page;
    this.note("");
    if (document.activeElement !== this.field) this.field.value = this.label;
    this.box.querySelector('[data-do="before"]').disabled = page === 1;
    this.box.querySelector('[data-do="after"]').disabled = page === this.pages.length;
    this.stage.markThumb(page);
    this.contents.mark(page);
    clearTimeout(this.saying);
    const values = { label: this.label, page, all: this.pages.length };
    this.saying = setTimeout(() => this.say(this.phrase("here", values)), SAY_DELAY);
  }

  phrase(name, values) {
    return this.box.dataset[name].replace(/\{(\w+)\}/g, (place, key) => values[key] ?? place);
  }

  /** Seen until another page is; with a way back where something was changed. */
  note(words, canUndo = false) {
    const box = this.box.querySelector('[data-role="note"]');
    box.hidden = !words;
    box.querySelector("span").textContent = words;
    box.querySelector("button").hidden = !canUndo;
  }

  say(words) {
    clearTimeout(this.saying);
    this.box.querySelector('[data-role="viewer-said"]').textContent = words;
  }
}

async function start(box) {
  const answer = await fetch(`${box.dataset.pages}list.json`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { pages } = await answer.json();
  new Viewer(box, pages.map(([label, shape, key], index) => ({ page: index + 1, label, shape, key })));
}

const box = document.getElementById("viewer");
if (box) start(box);
