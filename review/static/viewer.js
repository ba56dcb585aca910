// The case file beside the sheet: pages one under the other, loaded when they come into
// sight; the divider; keys outside of text fields; findings that lead to their page, and
// pins that lead to their finding.

import { areKeysOn } from "./key_switch.js";
import { Contents } from "./viewer_contents.js";
import { Findings } from "./viewer_findings.js";
import { NARROW } from "./viewer_panels.js";
import { Pins } from "./viewer_pins.js";
import { Search } from "./viewer_search.js";
import { Stage } from "./viewer_stage.js";
import { Split } from "./viewer_split.js";

const WRITING = 'textarea, select, input:not([type="radio"]):not([type="checkbox"])';
const KEYS = { "[": "before", "]": "after", "【": "before", "】": "after", "+": "larger", "=": "larger", "-": "smaller" };
const LETTERS = { KeyT: "turn", KeyP: "pin", KeyZ: "back", KeyG: "go" };
const INSIDE = { ArrowLeft: "before", ArrowRight: "after", PageUp: "before", PageDown: "after", Home: "first", End: "last" };
// A volume by its name, or by its first letter before the number; as review/domain/cited_pages.py.
const SIDES = [["secondary", /副|secondary volume|^s\W*$/i], ["main", /正|main volume|^m\W*$/i]];
const SAY_DELAY = 400;

class Viewer {
  constructor(box, pages, gone) {
    this.box = box;
    this.pages = pages;
    this.gone = gone;
    this.field = box.querySelector("#viewer-label");
    this.split = new Split(box.closest(".desk-split"), () => this.appeared());
    this.stage = new Stage(box, pages, (page) => this.arrived(page));
    this.findings = new Findings(this, document.getElementById("checklist"));
    this.contents = new Contents(this);
    this.search = new Search(this);
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
      if (event.isComposing || event.ctrlKey || !["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") this.field.value = this.number;
      if (event.key === "Escape" && this.isCalled && this.wasSheet) this.split.show("sheet");
      // A key that called the field gives the keys back to the sheet, page or not.
      if (event.key === "Escape" || this.go(this.field.value) || this.isCalled) this.leaveField();
    });
    this.field.addEventListener("focus", () => this.field.select());
    this.field.addEventListener("blur", () => (this.isCalled = false));
    document.addEventListener("keydown", (event) => this.pressed(event));
    this.box.addEventListener("panel", (event) => event.detail !== this && this.toggleThumbs(false));
    NARROW.addEventListener("change", () => this.appeared());
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
      undo: () => this.pins.takeBack(),
      back: () => this.pins.takeBack(() => true),
      go: () => this.call(),
      thumbs: () => this.toggleThumbs(),
    };
    acts[name]();
  }

  /** By its key: with the page in sight the next key is for the sheet again. */
  call() {
    this.wasSheet = this.split.isSheet;
    this.split.show("file");
    this.field.focus();
    this.isCalled = true;
  }

  /** Back to the item if it was called from there and is to be seen, else to the pages. */
  leaveField() {
    const item = this.isCalled && document.querySelector(".line.is-current");
    const target = item && item.offsetParent ? item : this.stage.room;
    target.focus({ preventScroll: true });
  }

  /** While it was hidden, the stage could not be scrolled to the page that was asked for. */
  appeared() {
    const { stage, page } = this;
    if (!stage?.isInSight) return;
    if (stage.pageInSight() !== page) stage.scrollTo(page);
    this.tellUnknown();
  }

  /** Where the file is in front, what the sheet says of a page is not in sight. */
  tellUnknown() {
    const { unknown } = this.findings;
    if (unknown && !NARROW.matches) return;
    if (unknown || this.hasUnknown) this.note(unknown && this.phrase("unknown", { label: unknown }));
    this.hasUnknown = Boolean(unknown);
  }

  get label() {
    return this.pages[this.page - 1].label;
  }

  get number() {
    return this.pages[this.page - 1].number;
  }

  turn() {
    this.stage.turn(this.page);
    this.pins.draw();
  }

  /** One panel at a time: opening this one closes the others, and they close it. */
  toggleThumbs(isOpen = this.stage.thumbs.hidden) {
    if (isOpen !== this.stage.thumbs.hidden) return;
    this.stage.toggleThumbs(isOpen, this.page, (page) => this.chosen(page));
    this.box.querySelector('[data-do="thumbs"]').setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.box.dispatchEvent(new CustomEvent("panel", { detail: this }));
  }

  /** A page chosen among the small images, which lie over it where there is little room. */
  chosen(page) {
    this.show(page);
    if (NARROW.matches) this.toggleThumbs(false);
  }

  /**
   * The page with this number, of the volume if one is named: "12", "副卷3"; none where that
   * volume has no scan. If two volumes have it, the one nearest to `here`; for a finding,
   * that of the first volume.
   */
  pageOf(words, here = this.page ?? 1) {
    const text = String(words).normalize("NFKC").trim();
    const number = Number(/\d+/.exec(text)?.[0]);
    const side = this.sideOf(text);
    const found = this.pages.filter((each) => each.number === number && (!side || each.side === side));
    if (!found.length) return null;
    const { volume } = this.pages[here - 1];
    const distance = (each) => Math.abs(each.page - here) + (each.volume === volume ? 0 : this.pages.length);
    return found.reduce((best, each) => (distance(each) < distance(best) ? each : best)).page;
  }

  /** The page that a key names, wherever it lies now. */
  pageWith(key) {
    return this.pages.find((each) => each.key === key)?.page;
  }

  get isDivided() {
    return this.gone.length > 0 || this.pages.some((each) => each.volume);
  }

  /** The volume that is named before a number; a file of one volume is that one. */
  sideOf(text) {
    return this.isDivided ? this.volumeIn(text) : "";
  }

  /** The volume that is named before a number, in whatever file. */
  volumeIn(text) {
    const before = text.normalize("NFKC").split(/\d/, 1)[0].trim();
    return SIDES.find(([, words]) => words.test(before))?.[0] ?? "";
  }

  /** A volume that never was scanned: any number of it may be right. */
  isOnPaper(text) {
    const side = this.sideOf(text);
    return side !== "" && !this.gone.includes(side) && !this.pages.some((each) => each.side === side);
  }

  /** Of which volume the page is, and how its numbers end. */
  tellCount() {
    const { volume } = this.pages[this.page - 1];
    const last = this.pages.findLast((each) => each.volume === volume).number;
    const words = volume ? `/ ${last} · ${volume}` : `/ ${last}`;
    this.box.querySelector('[data-role="count"]').textContent = words;
  }

  go(text) {
    const page = this.pageOf(text);
    if (page) this.show(page);
    else this.tellNone(text.trim());
    this.field.value = this.number;
    return page;
  }

  tellNone(label) {
    const words = this.phrase("unknown", { label });
    this.note(words);
    this.say(words);
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
    this.box.dataset.shown = page;
    this.note("");
    this.tellCount();
    if (document.activeElement !== this.field) this.field.value = this.number;
    this.box.querySelector('[data-do="before"]').disabled = page === 1;
    this.box.querySelector('[data-do="after"]').disabled = page === this.pages.length;
    this.stage.markThumb(page);
    this.contents.mark(page);
    clearTimeout(this.saying);
    const values = { label: this.label, page, all: this.pages.length };
    this.saying = setTimeout(() => this.say(this.phrase("here", values)), SAY_DELAY);
  }

  phrase(name, values) {
    const { page, pageOfVolume } = this.box.dataset;
    const of = this.pages.find((each) => each.label === values.label && each.label !== each.number);
    const text = of ? this.box.dataset[name].replace(page, pageOfVolume) : this.box.dataset[name];
    return text.replace(/\{(\w+)\}/g, (place, key) => values[key] ?? of?.[key] ?? place);
  }

  /** Seen until another page is; with a way back where something was changed. */
  note(words, canUndo = false) {
    const box = this.box.querySelector('[data-role="note"]');
    box.hidden = !words;
    box.querySelector("span").textContent = words;
    box.querySelector("button").hidden = !canUndo;
  }

  /** Said before something else was done, and nothing to take back in it. */
  forgetWord() {
    if (this.box.querySelector('[data-do="undo"]').hidden) this.note("");
  }

  say(words) {
    clearTimeout(this.saying);
    this.box.querySelector('[data-role="viewer-said"]').textContent = words;
  }
}

async function start(box) {
  // As the page asked for it beforehand, or it would be fetched twice.
  const answer = await fetch(`${box.dataset.pages}list.json`);
  if (!answer.ok || answer.redirected) return leavePlain(box);
  const list = await answer.json();
  tellWithheld(box, list.withheld.length);
  new Viewer(box, described(list), list.gone);
}

/** Without the list of pages there is the link to the plain page. */
function leavePlain(box) {
  for (const each of [document.body, box.closest(".desk-split")]) each.classList.remove("has-viewer");
}

/** Why pages are not there, above all of them: who jumps about may never meet one. */
function tellWithheld(box, n) {
  const note = box.querySelector('[data-role="withheld"]');
  note.hidden = !n;
  note.textContent = n ? note.dataset.words.replace("{n}", n) : "";
}

/** The pages with their volumes; a number that two volumes have is said with its volume. */
function described({ pages, gaps, withheld, volumes, sides }) {
  const found = pages.map(([number, shape, key], index) => {
    const page = index + 1;
    const volume = volumes.findLast(([first]) => first <= page)?.[1] ?? "";
    const isWithheld = withheld.includes(page);
    return { page, number, shape, key, volume, side: sides[index], isWithheld, isGap: isWithheld || gaps.includes(page) };
  });
  const isTwice = ({ number, volume }) => found.some((each) => each.number === number && each.volume !== volume);
  const full = ({ number, volume }) => (/[a-z]$/i.test(volume) ? `${volume} ${number}` : `${volume}${number}`);
  return found.map((each) => ({ ...each, label: each.volume && isTwice(each) ? full(each) : each.number }));
}

const box = document.getElementById("viewer");
if (box) start(box);
