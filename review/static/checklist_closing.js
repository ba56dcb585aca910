// Nothing more in a section, or on the whole sheet: what is unanswered loses nothing, and
// what days or papers propose otherwise stays open unless it is accepted here as well, and
// so does what the contents list says of its papers speaks against.

import { askClosing, askClosingAll } from "./checklist_dialogs.js";
import { canonical, same } from "./checklist_lines.js";
import { awaited } from "./steps.js";

export class Closing {
  constructor(page) {
    this.page = page;
    page.form.querySelector('[data-role="close-all"]')?.addEventListener("click", () => this.all());
  }

  get sections() {
    return [...this.page.form.querySelectorAll("[data-section]")];
  }

  linesIn(section) {
    return [...section.querySelectorAll(".line")].map((box) => this.page.lines.get(box.dataset.code));
  }

  /** Unanswered lines of a section that lose nothing by being closed. */
  openIn(section) {
    return this.linesIn(section).filter((line) => !line.isAnswered && !this.page.proposals.staysOpen(line));
  }

  section(button) {
    return this.alone(() => this.askSection(button));
  }

  all() {
    return this.alone(() => this.askAll());
  }

  /** A key pressed again while one is asked or on its way begins no second one. */
  async alone(act) {
    if (this.isUnderWay) return;
    this.isUnderWay = true;
    try {
      await act();
    } finally {
      this.isUnderWay = false;
    }
  }

  /** `done` are the sections that were closed just before it, one leading to the next. */
  async askSection(button, done = new Set()) {
    const section = button.closest("[data-section]");
    if (!(await this.page.canClose())) return;
    const open = this.openIn(section);
    const left = this.linesIn(section).filter((line) => !line.isAnswered && this.page.proposals.staysOpen(line));
    const given = done.size ? this.page.given.told : "";
    const asked = await askClosing(button.textContent.trim(), open, left, this.page.proposals, given);
    if (asked === "back") await this.page.given.goBack();
    if (!["yes", "next"].includes(asked)) return;
    const mayLead = await this.answer([section], open);
    if (asked === "next" && mayLead) await this.next(section, done.add(section));
  }

  /**
   * One request for all of it: the server says what the open lines are answered with. Gives
   * whether to lead on: not where it was not saved, or the reader went on meanwhile.
   */
  async answer(sections, open, accepted = []) {
    const { given, proposals, saver } = this.page;
    const changes = accepted.map((line) => ({ line, before: line.read() }));
    for (const each of changes) {
      proposals.accept(each.line);
      each.after = each.line.read();
    }
    const before = new Map(open.map((line) => [line, line.read()]));
    const close = sections.map((each) => each.dataset.section);
    let isSaved = false;
    const taken = ({ status, data }) => {
      isSaved = status === 200;
      if (!isSaved) return;
      changes.unshift(...written(before, data.answers ?? {}));
      for (const line of open) this.page.known.set(line.code, canonical(data.answers?.[line.code] ?? null));
    };
    const hasGoneOn = watch();
    await awaited(async () => {
      // Over once it is answered: what came first elsewhere is decided at leisure.
      await new Promise((over) => saver.send({ close }, (answer) => over(taken(answer))).then(over));
      given.tell(changes.filter((each) => !same(each.before, each.after)));
    });
    return isSaved && !hasGoneOn();
  }

  /** The next section that can be closed and is open, from this one on and around. */
  async next(section, done) {
    const { sections } = this;
    const at = sections.indexOf(section);
    const around = [...sections.slice(at + 1), ...sections.slice(0, at)];
    const openIn = (each) => this.openIn(each).find((line) => line.state === "open");
    const next = around.find((each) => !done.has(each) && each.querySelector("[data-close]") && openIn(each));
    if (!next) {
      this.page.keys.nextMissing();
      return;
    }
    this.page.keys.go(openIn(next));
    await this.askSection(next.querySelector("[data-close]"), done);
  }

  /** The whole sheet at once: everything is named first, with what days and papers say. */
  async askAll() {
    const { page } = this;
    const { proposals } = page;
    if (!(await page.canClose())) return;
    const groups = this.sections
      .filter((section) => section.querySelector("[data-close]"))
      .map((section) => ({ section, button: section.querySelector("[data-close]"), title: titleOf(section), open: this.openIn(section) }))
      .filter((group) => group.open.length);
    const closed = groups.flatMap((group) => group.open);
    const lines = [...page.lines.values()];
    const left = lines.filter((line) => !line.isAnswered && !closed.includes(line));
    // Days in time accept nothing where the list says that the paper is not there.
    const proposed = left.filter((line) => proposals.isMade(line) && (proposals.isAgainst(line) || !proposals.isDoubted(line)));
    const doubted = left.filter((line) => proposals.isDoubted(line) && !proposed.includes(line));
    const isComplete = lines.every((line) => line.state !== "open");
    const asked = await askClosingAll({ groups, proposed, doubted, isComplete }, proposals);
    if (!asked) return;
    const sections = groups.map((group) => group.section);
    if (await this.answer(sections, closed, asked === "all" ? proposed : [])) page.keys.nextMissing();
  }
}

/** The lines that stand as they stood when this was asked get the server's answer. */
function written(before, answers) {
  const untouched = [...before].filter(([line, raw]) => same(line.read(), raw));
  return untouched.map(([line, raw]) => {
    line.write(answers[line.code] ?? null);
    return { line, before: raw, after: line.read() };
  });
}

/** Tells whether anything was pressed since but the keys that ask for this again. */
function watch() {
  const types = ["keydown", "pointerdown"];
  let hasPressed = false;
  const note = ({ code, repeat }) => {
    hasPressed ||= !repeat && !["KeyW", "KeyX"].includes(code);
  };
  for (const type of types) document.addEventListener(type, note, true);
  return () => {
    for (const type of types) document.removeEventListener(type, note, true);
    return hasPressed;
  };
}

function titleOf(section) {
  return [...section.querySelector("h2").childNodes].map((each) => each.textContent.trim()).join(" ");
}
