// Nothing more in a section, or on the whole sheet: what is unanswered loses nothing, and
// what days or papers propose otherwise stays open unless it is accepted here as well.

import { askClosing, askClosingAll } from "./checklist_dialogs.js";

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
    return this.linesIn(section).filter((line) => !line.isAnswered && !this.page.proposals.isAgainst(line));
  }

  async section(button, done = new Set()) {
    const section = button.closest("[data-section]");
    if (!(await this.page.canClose())) return;
    const open = this.openIn(section);
    const left = this.linesIn(section).filter((line) => !line.isAnswered && this.page.proposals.isAgainst(line));
    const asked = await askClosing(button.textContent.trim(), open, left);
    if (!asked) return;
    const isClosed = await this.close(button, open);
    if (asked === "next" && isClosed) await this.next(section, done.add(section));
  }

  /** One request; the server says what the open lines are answered with. */
  async close(button, open) {
    const { page } = this;
    const { close } = button.dataset;
    const body = page.isTrial ? page.collect([]) : { version: page.version };
    const url = page.isTrial ? page.form.dataset.save : page.form.dataset.close + close;
    const answer = await page.saver.post(url, { ...body, close });
    const isClosed = answer.status === 200;
    if (isClosed) for (const line of open) line.write(answer.data.answers[line.code] ?? null);
    await page.saver.take(answer, new Map());
    return isClosed;
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
    await this.section(next.querySelector("[data-close]"), done);
  }

  /** The whole sheet at once: everything is named first, with what days and papers say. */
  async all() {
    const { page } = this;
    if (!(await page.canClose())) return;
    const groups = this.sections
      .filter((section) => section.querySelector("[data-close]"))
      .map((section) => ({ button: section.querySelector("[data-close]"), title: titleOf(section), open: this.openIn(section) }))
      .filter((group) => group.open.length);
    const closed = new Set(groups.flatMap((group) => group.open));
    const proposed = [...page.lines.values()].filter((line) => !line.isAnswered && !closed.has(line) && page.proposals.isMade(line));
    const asked = await askClosingAll(groups, proposed, page.proposals);
    if (!asked) return;
    for (const { button, open } of groups) {
      // Something else came first: what is told then is decided before going on.
      if (!(await this.close(button, open))) return;
    }
    if (asked === "all") for (const line of proposed) page.proposals.accept(line);
    await page.settled();
    page.keys.nextMissing();
  }
}

function titleOf(section) {
  return [...section.querySelector("h2").childNodes].map((each) => each.textContent.trim()).join(" ");
}
