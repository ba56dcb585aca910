// Answers given at once, by closing a section or the whole sheet: told below what is saved
// and taken back by z or its button. What was changed since, here or elsewhere, stays.

import { areKeysOn } from "./key_switch.js";
import { canonical, phrase, same } from "./checklist_lines.js";
import { forget, newest, remember, takeBack } from "./steps.js";

const isOurs = (step) => step.kind === "given";
const isAsGiven = ({ line, after }) => same(line.read(), after);

export class Given {
  constructor(page) {
    this.page = page;
    this.box = page.role("given");
    this.box.querySelector('[data-do="take-back"]').addEventListener("click", () => this.byButton());
    this.box.querySelector('[data-do="keep"]').addEventListener("click", () => this.keep());
  }

  /** Said once it is saved, so that no other sentence comes after it. */
  tell(changes) {
    if (!changes.length) return;
    const step = remember({ kind: "given", changes, undo: () => this.undo(step) });
    this.show(counted("given", changes.length), areKeysOn() ? phrase("how_back") : "");
  }

  /** What was given last, as long as it can be taken back. */
  get told() {
    return newest(isOurs) ? this.box.querySelector('[data-role="given-words"]').textContent : "";
  }

  show(words, more = "") {
    this.box.querySelector('[data-role="given-words"]').textContent = words;
    for (const each of this.box.querySelectorAll('[data-do="take-back"], .given-until')) each.hidden = !newest(isOurs);
    this.box.hidden = false;
    this.page.form.dispatchEvent(new CustomEvent("given"));
    this.page.say([words, more].filter(Boolean).join(" "));
  }

  /** They stay: nothing more to take back. */
  keep() {
    forget(isOurs);
    this.box.hidden = true;
    this.page.keys.back();
  }

  async byButton() {
    await takeBack(isOurs);
    this.page.keys.back();
  }

  /** Asked in the question that follows on it: back to the section it was given in. */
  async goBack() {
    const [first] = newest(isOurs).changes;
    await takeBack(isOurs);
    this.page.keys.go(first.line);
  }

  /** One request for all of them; whether they are taken back. */
  async undo(step) {
    if (!(await this.page.canClose())) return false;
    await this.restore(step);
    return true;
  }

  async restore(step) {
    const { page } = this;
    if ((await this.send(step)) === "again") await this.send(step);
    // What could not be sent now is unsaved like anything else, and is tried again.
    if (!step.isBack) {
      for (const { line } of this.write(step)) page.changed(line, 0);
      await page.settled();
    }
    forget((each) => each === step);
    this.tellBack(step.n, step.changes.length - step.n);
  }

  /** What stands as it was given stands as before again. */
  write(step) {
    const back = step.changes.filter(isAsGiven);
    for (const { line, before } of back) line.write(before);
    step.n = back.length;
    return back;
  }

  send(step) {
    const { page } = this;
    if (page.isTrial) return false;
    const body = () => {
      const back = step.changes.filter(isAsGiven);
      const answers = Object.fromEntries(back.map(({ line, before }) => [line.code, before]));
      return { version: page.version, answers, ...page.proposals.sent };
    };
    return page.saver.inTurn(body, (answer) => this.took(step, answer));
  }

  /** "again" where others saved meanwhile and nothing of this page is at stake. */
  took(step, answer) {
    const { page } = this;
    if (answer.status === 409 && page.saver.isClean && answer.data?.answers) {
      page.takeOver(answer.data);
      return "again";
    }
    step.isBack = answer.status === 200;
    if (!step.isBack) return "";
    for (const { line, before } of this.write(step)) page.known.set(line.code, canonical(before));
    return page.saver.take(answer, new Map());
  }

  tellBack(n, left) {
    const words = [n || !left ? counted("taken_back", n) : "", left ? counted("stay", left) : ""];
    const earlier = newest(isOurs);
    if (earlier) words.push(counted("given_before", earlier.changes.length));
    this.show(words.filter(Boolean).join(" "));
  }
}

function counted(name, n) {
  return phrase(n === 1 ? `${name}_one` : name, { n });
}
