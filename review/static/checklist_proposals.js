// What days and papers of the case propose beside a line: accepted by a button or the key a,
// never by itself. Which days the page shows goes with every save, so that a change of
// them is noticed while the page is open.

import { areKeysOn } from "./key_switch.js";
import { phrase } from "./checklist_lines.js";

const WRITING = 'textarea, select, input:not([type="radio"]):not([type="checkbox"])';
const EVIDENCE = "[data-proposal] :is(.proposal-days li, .proposal-offer > span:first-of-type)";

export class Proposals {
  constructor(page) {
    this.page = page;
    this.kept = new Set();
    page.form.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("keydown", (event) => this.pressed(event));
  }

  /** What a save says besides its answers. */
  get sent() {
    const days = this.page.form.elements.days?.value;
    return days ? { days, kept: [...this.kept] } : {};
  }

  boxOf(line) {
    return line?.box.querySelector("[data-proposal]");
  }

  /** Whether there is an answer to accept. */
  isMade(line) {
    return Boolean(this.boxOf(line)?.dataset.choice);
  }

  /** The evidence and the answer that follows from it, as they stand beside the line. */
  toldOf(line) {
    const proposed = this.isMade(line) ? wordsOf(line, EVIDENCE).join(" ") : "";
    const faults = wordsOf(line, ".line-papers .paper-fault");
    const papers = this.isDoubted(line) ? (faults.length ? faults : wordsOf(line, ".line-papers .paper")) : wordsOf(line, ".line-papers .paper-absent");
    const listed = papers.length ? [...wordsOf(line, ".line-papers .papers-head"), papers.join("; ")] : [];
    return [proposed, ...listed].filter(Boolean).join(" ");
  }

  /** Whether something else is proposed than that nothing is lost. */
  isAgainst(line) {
    return Boolean(this.boxOf(line)?.classList.contains("proposal-against"));
  }

  /** Whether the contents list says of its papers what full marks would pass over. */
  isDoubted(line) {
    return Boolean(line.box.querySelector("[data-doubted]"));
  }

  /** Whether it is left to the reader when the rest is answered. */
  staysOpen(line) {
    return this.isAgainst(line) || this.isDoubted(line);
  }

  clicked(event) {
    const button = event.target.closest("[data-accept], [data-keep]");
    const line = button && this.page.lineOf(button);
    if (!line) return;
    event.preventDefault();
    if ("keep" in button.dataset) this.keep(line);
    else this.accept(line);
    line.box.focus({ preventScroll: true });
  }

  pressed(event) {
    if (event.code !== "KeyA" || event.isComposing || !areKeysOn()) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.target.matches(WRITING) || document.querySelector("dialog[open]")) return;
    const line = this.page.keys.current;
    if (!this.isMade(line)) return;
    event.preventDefault();
    this.page.form.classList.add("by-keyboard");
    this.page.keys.inSight(event, () => this.accept(line));
  }

  /** Other findings stay; what is proposed gets the evidence for a reason. */
  accept(line) {
    const { choice, timed, reason, absent } = this.boxOf(line).dataset;
    const before = line.read() ?? {};
    const offered = JSON.parse(choice);
    if (offered.special) {
      this.write(line, { special: offered.special, findings: before.findings ?? [] });
      return;
    }
    const isList = Array.isArray(offered);
    const chosen = isList ? merged(line, before.choice, offered, JSON.parse(timed)) : offered;
    const found = (before.findings ?? []).filter((each) => !each.option || chosen.includes(each.option));
    const told = absent ? { reason, absent: true } : { reason, ...placeOf(line) };
    this.write(line, { choice: chosen, findings: reason ? explained(found, isList ? offered : [], told) : found });
  }

  write(line, answer) {
    line.write(answer);
    this.page.changed(line, 0);
    this.page.say(phrase("accepted", { item: line.title }));
  }

  /** The answer stays though its days were changed; said once the server has it. */
  keep(line) {
    this.kept.add(line.code);
    this.page.changed(line, 0);
  }

  /** What the server says of every proposal. */
  show(state) {
    if (!state.proposals) return;
    this.kept.clear();
    for (const [code, response] of Object.entries(state.proposals)) {
      const line = this.page.lines.get(code);
      const box = this.boxOf(line);
      if (!box) continue;
      box.dataset.proposal = response;
      if (response === "overridden" && state.lines[code]?.needs) makeRoom(line, JSON.parse(box.dataset.timed));
    }
    for (const each of this.page.form.querySelectorAll(".proposal-changed")) {
      const { code } = each.closest(".line").dataset;
      if (!state.days_changed.includes(code)) each.hidden = true;
    }
    this.page.role("days-changed").hidden = state.days_current;
  }
}

function wordsOf(line, selector) {
  const places = [...line.box.querySelectorAll(selector)];
  return places.map((each) => each.textContent.trim().replace(/\s+/g, " ")).filter(Boolean);
}

/** The options in the order of the line: those of the days as proposed, the others as they were. */
function merged(line, before, offered, timed) {
  const others = (Array.isArray(before) ? before : []).filter((code) => !timed.includes(code));
  const codes = new Set([...offered, ...others]);
  return line.choices.map((each) => each.value).filter((code) => codes.has(code));
}

/** Where the paper lies that the contents list names beside the line. */
function placeOf(line) {
  const [volume, label] = line.box.querySelector(".paper-jump")?.textContent.match(/(副?)\D*(\d+)/)?.slice(1) ?? [];
  return label ? { pages: volume ? `副卷${label}` : label } : {};
}

function explained(found, offered, told) {
  if (!offered.length) return found.some((each) => each.reason) ? found : [...found, told];
  const options = found.map((each) => each.option);
  return [...found, ...offered.filter((code) => !options.includes(code)).map((option) => ({ option, ...told }))];
}

/** Why the days are not followed needs a row that is about them or about nothing named. */
function makeRoom(line, timed) {
  const options = line.rows.map((row) => row.querySelector('[data-field="option"]').value);
  const isRoom = options.some((option) => !option || timed.includes(option));
  if (line.control === "checks" && !isRoom) line.addRow({});
}
