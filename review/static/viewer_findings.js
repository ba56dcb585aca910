// Findings and pages: a typed number shows its page, a link leads to it again, and what
// is pinned is entered among the pages of the finding that is being written.

import { keysIn, putKeys } from "./pins.js";

const TYPED_DELAY = 500;
const MOST = 100;
const LONGEST_SPAN = 20;
const SEPARATORS = /[、,，;；]/;
const COMMA = document.documentElement.lang.startsWith("en") ? ", " : "、";
// Lines of a page and dates are no pages.
const SPAN = /\d\s*页?\s*[-–—~〜至到]/;
const NUMBER = /(?:(\d+):)?(\d+)(?!\d)(?!\s*[行段条款项处次份年月日号])(\?)?/g;
// Half a span, or a number that is part of a word; as review/domain/page_numbers.py.
const NO_NUMBER = /^[-–—~〜]|[0-9]\s*页?\s*[-–—~〜至到]+$|[0-9]\?|[0-9][a-z]+[0-9]|(?<![a-z])(?!(?:pp?|pg|pages?|no|s|m|volume|secondary|main)[0-9])[a-z]+[0-9]/i;

// A volume by its letter, as the server names the numbers whose pages are kept.
const LETTERS = { secondary: "s", main: "m", "": "" };

export class Findings {
  constructor(viewer, form) {
    this.viewer = viewer;
    this.form = form;
    form.addEventListener("focusin", (event) => this.follow(event.target));
    form.addEventListener("input", (event) => this.typed(event.target));
    form.addEventListener("click", (event) => this.clicked(event));
    const changed = new MutationObserver(() => this.drawLinks());
    for (const box of form.querySelectorAll('[data-role="findings"], [data-role="needs"]')) changed.observe(box, { childList: true });
    this.drawLinks();
  }

  follow(target) {
    this.row = target.closest("[data-finding]") ?? (target.closest(".line") === this.row?.closest(".line") ? this.row : null);
  }

  typed(field) {
    if (field.dataset.field !== "pages") return;
    this.keep(field);
    this.drawLink(field);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.tellUnknown(field);
      this.viewer.pins.draw();
      const page = this.pageIn(field);
      if (page) this.viewer.show(page);
    }, TYPED_DELAY);
  }

  /** The numbers in what stands between two commas, each with its page, or without. */
  numbersIn(text, keys) {
    // In a file of one volume the number says it all.
    const volume = this.viewer.isDivided ? text.replace(/\d.*$/, "") : "";
    const letter = LETTERS[this.viewer.volumeIn(text)];
    return [...text.matchAll(NUMBER)].map(([, owner, label, lost = ""]) => {
      const name = `${letter}${owner ? `${Number(owner)}:` : ""}${Number(label)}${lost}`;
      const isKept = name in keys;
      const page = isKept ? this.viewer.pageWith(keys[name]) : !lost && this.viewer.pageOf(volume + label, 1);
      // Of several scans with the same numbers only the server knows which is the second.
      return { name, page: page || null, isKept, isMine: !owner && !lost, called: nameOf(volume, label + lost) };
    });
  }

  /** What a number means is what has it now; one that stood there before keeps its page. */
  keep(field) {
    const row = field.closest("[data-finding]");
    const known = keysIn(row);
    const numbers = partsOf(field).flatMap((text) => this.numbersIn(text, known));
    const keyOf = ({ name, page, isKept, isMine }) => (isKept ? known[name] : isMine && page && this.viewer.pages[page - 1].key);
    putKeys(row, Object.fromEntries(numbers.map((each) => [each.name, keyOf(each)]).filter(([, key]) => key)));
  }

  /** The pages that a field names ("3-5、副卷1"), and the words in it that name none. */
  readIn(field) {
    const found = { pages: [], unknown: [] };
    const keys = keysIn(field.closest("[data-finding]"));
    for (const part of field.value.split(SEPARATORS).map((each) => each.trim()).filter(Boolean)) {
      const text = part.normalize("NFKC");
      if (this.viewer.isOnPaper(text)) continue;
      const numbers = this.numbersIn(text, keys);
      const ends = numbers.slice(0, 2).map((each) => each.page);
      const missed = numbers.filter((each) => !each.page).map((each) => each.called);
      // Which end of "12-10" is wrong, only its writer knows.
      const isBackwards = ends.at(-1) < ends[0] && SPAN.test(text);
      if (isBackwards && !ends.includes(null)) found.unknown.push(part);
      else if (ends.length && !ends.includes(null) && NO_NUMBER.test(text)) found.unknown.push(part);
      else if (!ends.length || ends.includes(null)) found.unknown.push(...(ends.length ? missed : [part]));
      else for (let page = ends[0]; page <= ends.at(-1) && page < ends[0] + LONGEST_SPAN; page += 1) found.pages.push(page);
    }
    return found;
  }

  pagesOf(row) {
    return this.readIn(fieldOf(row)).pages;
  }

  pageIn(field) {
    return this.readIn(field).pages[0] ?? null;
  }

  /** What was typed is kept; that the file has no such page is said beside it, and once. */
  tellUnknown(field) {
    const place = field.closest(".field");
    const { unknown } = this.readIn(field);
    const needs = field.closest(".line").querySelector('[data-role="needs"]').textContent;
    const isTold = unknown.every((each) => isIn(needs, each.normalize("NFKC")));
    const words = isTold ? "" : this.viewer.phrase("unknown", { label: [...new Set(unknown)].join(COMMA) });
    let note = place.parentElement.querySelector(".page-unknown");
    if (!note) {
      if (!words) return;
      note = Object.assign(document.createElement("p"), { className: "page-unknown" });
      note.setAttribute("role", "status");
      place.parentElement.append(note);
    }
    note.textContent = words;
  }

  drawLinks() {
    for (const field of this.form.querySelectorAll('[data-finding] [data-field="pages"]')) {
      this.drawLink(field);
      this.tellUnknown(field);
    }
  }

  drawLink(field) {
    const place = field.closest(".field");
    let link = place.parentElement.querySelector(".page-jump");
    const page = this.pageIn(field);
    if (!page) {
      link?.remove();
      return;
    }
    if (!link) {
      link = Object.assign(document.createElement("a"), { className: "page-jump" });
      place.after(link);
    }
    link.href = `${this.viewer.box.dataset.pages}?page=${page}`;
    link.textContent = this.viewer.phrase("jump", { label: this.viewer.pages[page - 1].label });
  }

  clicked(event) {
    const link = event.target.closest(".page-jump");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const page = this.pageIn(link.closest("[data-finding]").querySelector('[data-field="pages"]'));
    if (page) this.viewer.reveal(() => this.viewer.show(page));
  }

  textOf(row) {
    return fieldOf(row).value;
  }

  write(row, text) {
    const field = fieldOf(row);
    if (field.value === text) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(this.timer);
    this.tellUnknown(field);
  }

  /** The number among the pages of a finding, unless it is named; false if there is no room for it. */
  enter(row, label, page) {
    const text = this.textOf(row).trim();
    const known = (text.normalize("NFKC").match(/\d+(?![\d?])/g) ?? []).map(Number);
    const longer = text ? `${text}${COMMA}${label}` : String(label);
    const isNamed = known.includes(label) || this.pagesOf(row).includes(page);
    if (isNamed || text.split(SEPARATORS).includes(String(label))) return true;
    if (longer.length > MOST) return false;
    this.write(row, longer);
    return true;
  }

  /** The number out again where it stands by itself; spans ("3-5") stay. */
  leave(row, label) {
    const parts = this.textOf(row).split(/([、,，;；])/);
    const at = parts.findIndex((each) => each.normalize("NFKC").trim() === String(label));
    if (at < 0) return;
    parts.splice(at ? at - 1 : 0, 2);
    this.write(row, parts.join("").trim());
  }

  /** What the finding that is being written names and the file does not have. */
  get unknown() {
    const row = this.written();
    return row ? [...new Set(this.readIn(fieldOf(row)).unknown)].join(COMMA) : "";
  }

  /** The finding last written in, or the one of the current item that is asked for. */
  written() {
    if (this.row?.isConnected) return this.row;
    return this.form.querySelector(".line.is-current .why[open]") ? this.rowToFill() : null;
  }

  /** The finding last written in, or the first of the current item without a page. */
  rowToFill() {
    if (this.row?.isConnected) return this.row;
    const rows = [...(this.form.querySelector(".line.is-current")?.querySelectorAll("[data-finding]") ?? [])];
    return rows.find((row) => !this.textOf(row).trim()) ?? rows.at(-1) ?? null;
  }
}

/** The number, behind the volume if one is named and not just any word: "s999", "999". */
function nameOf(volume, number) {
  return /[正副]|^[sm]\W*$/i.test(volume) ? volume + number : number;
}

/** Whether the sheet says it already; a number by itself, however its volume is written. */
function isIn(needs, name) {
  const number = /\d+$/.exec(name)?.[0];
  return number ? (needs.match(/\d+/g) ?? []).includes(number) : needs.includes(name);
}

/** What stands between the commas of a field. */
function partsOf(field) {
  return field.value.split(SEPARATORS).map((each) => each.trim().normalize("NFKC")).filter(Boolean);
}

function fieldOf(row) {
  return row.querySelector('[data-field="pages"]');
}
