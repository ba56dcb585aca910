// The sheet while it is filled in: every answer goes to the server as it is given, and
// the server's total, grade and marks come back. Without this script the same sheet is
// an ordinary form.

import { Closing } from "./checklist_closing.js";
import { Cover } from "./checklist_cover.js";
import { askConflict, askSignIn, differences, openHelp } from "./checklist_dialogs.js";
import { Given } from "./checklist_given.js";
import { Jump } from "./checklist_jump.js";
import { Keys } from "./checklist_keys.js";
import { Limits } from "./checklist_limits.js";
import { Line, canonical, grow, phrase, same } from "./checklist_lines.js";
import { Lost } from "./checklist_lost.js";
import { OwnPhrases } from "./checklist_own.js";
import { Proposals } from "./checklist_proposals.js";
import { Saver } from "./checklist_saving.js";
import { Waiting } from "./checklist_waiting.js";
import { onPageBeside } from "./pages_beside.js";

const TEXT_DELAY = 600;
const CHOICE_DELAY = 40;
const COMMENT = "comment";

class Page {
  constructor(form) {
    this.form = form;
    this.isTrial = form.dataset.mode === "sandbox";
    this.version = Number(form.dataset.version || 0);
    this.comment = form.querySelector("#comment");
    this.leftBehind = [];
    const boxes = [...form.querySelectorAll(".line")];
    this.lines = new Map(boxes.map((box) => [box.dataset.code, new Line(box)]));
    // What the server has, as far as this page has learnt it.
    this.known = new Map();
    this.lost = new Lost(this);
    this.saver = new Saver(this, { url: form.dataset.save, pulse: form.dataset.pulse });
    this.waiting = new Waiting(this);
    this.cover = new Cover(this.waiting);
    this.keys = new Keys(this);
    this.limits = new Limits(this);
    this.own = new OwnPhrases(this);
    this.proposals = new Proposals(this);
    this.given = new Given(this);
    this.closing = new Closing(this);
    this.jump = new Jump(this);
    this.listen();
    form.classList.add("is-live");
    for (const textarea of form.querySelectorAll("textarea")) if (textarea.value) grow(textarea);
    this.learn();
    this.listMissing();
    this.leadToCause();
    this.follow();
    new ResizeObserver(() => this.clearBar()).observe(form.querySelector(".desk-bar"));
    this.goOn();
  }

  /** A sheet that was begun is opened where it was left, unless something is told above. */
  goOn() {
    const isOpened = performance.getEntriesByType("navigation")[0]?.type === "navigate";
    const isTold = document.querySelector("main > .alert, main > [role='alert'], .announced[open]");
    const isBegun = [...this.lines.values()].some((line) => line.isAnswered);
    if (!isOpened || isTold || !isBegun || this.isTrial || window.location.hash) return;
    const line = this.keys.order.find((each) => each.state !== "done" && each.state !== "optional");
    if (!line) return;
    this.keys.go(line);
    line.box.scrollIntoView({ block: "center" });
  }

  listen() {
    this.form.addEventListener("change", (event) => this.onChange(event.target));
    this.form.addEventListener("input", (event) => {
      if (event.target.matches("textarea")) grow(event.target);
      if (event.target.matches('textarea, input[type="text"]')) this.onField(event.target, TEXT_DELAY);
    });
    this.form.addEventListener("click", (event) => this.onClick(event));
    this.form.addEventListener("submit", (event) => this.onSubmit(event));
    this.role("retry").addEventListener("click", () => this.openWaiting());
    this.role("help").addEventListener("click", () => this.help());
    window.addEventListener("focus", () => this.saver.look());
    document.addEventListener("visibilitychange", () => document.hidden || this.saver.look());
    // Whatever page is opened beside this one may be that of another account.
    if (!this.isTrial) onPageBeside(() => this.saver.look());
    document.addEventListener("click", (event) => {
      const missing = this.form.querySelector(".bar-missing");
      if (!missing.contains(event.target) || event.target.closest("a")) missing.open = false;
    });
  }

  role(name) {
    return this.form.querySelector(`[data-role="${name}"]`);
  }

  help() {
    openHelp();
  }

  /** What waits is opened at once, before another key; a session may be there again. */
  openWaiting() {
    this.waiting.open();
    if (this.saver.stopped !== "conflict") this.saver.resume();
  }

  /** Leaving a text field sends what was typed; a choice is sent at once. */
  onChange(field) {
    const key = field === this.comment ? COMMENT : field.closest(".line")?.dataset.code;
    const isTyped = field.matches('textarea, input[type="text"]');
    if (!isTyped || this.saver.unsaved.has(key)) this.onField(field, CHOICE_DELAY);
  }

  onField(field, delay) {
    if (field === this.comment) {
      this.saver.change(COMMENT, delay);
      return;
    }
    const line = this.lineOf(field);
    if (!line) return;
    line.settle(field);
    this.changed(line, delay);
  }

  lineOf(element) {
    const box = element.closest(".line");
    return box && this.lines.get(box.dataset.code);
  }

  changed(line, delay = CHOICE_DELAY) {
    line.askWhy();
    this.saver.change(line.code, delay);
    this.form.dispatchEvent(new CustomEvent("answered", { detail: line.code }));
  }

  onClick(event) {
    const button = event.target.closest("button");
    const line = button && this.lineOf(button);
    if (!line) return;
    if ("by" in button.dataset) line.stepBy(Number(button.dataset.by));
    else if ("value" in button.dataset) line.setNumber(button.dataset.value);
    else return;
    this.changed(line);
  }

  /** Buttons that post the form without this script are answered here. */
  async onSubmit(event) {
    const button = event.submitter;
    if (this.isTrial && button?.dataset.role === "derive") return;
    event.preventDefault();
    const line = button && this.lineOf(button);
    if (line && "ready" in button.dataset) {
      line.addReadyText(button.textContent);
      this.changed(line);
    } else if (line && "add" in button.dataset) {
      line.addRow({}).querySelector("textarea").focus();
    } else if (line && button.dataset.take) {
      line.write(JSON.parse(button.dataset.take));
      this.changed(line, 0);
    } else if (button?.dataset.close) {
      await this.closing.section(button);
    } else if (button?.value === "confirm") {
      await this.finish();
    } else {
      await this.saver.now();
    }
  }

  // What the saver asks of the page.

  valueOf(key) {
    return key === COMMENT ? this.comment.value.trim() : this.lines.get(key).read();
  }

  collect(keys) {
    const wanted = this.isTrial ? [...this.lines.keys()] : keys.filter((key) => key !== COMMENT);
    const answers = Object.fromEntries(wanted.map((key) => [key, this.valueOf(key)]));
    const body = { version: this.version, answers };
    if (keys.includes(COMMENT)) body.comment = this.valueOf(COMMENT);
    return { ...body, ...this.proposals.sent };
  }

  /** What the server says of what was saved, or of what was only counted. */
  isAnswer(data) {
    if (this.isTrial) return data?.total !== undefined;
    return Number.isInteger(data?.version) && data.saved_at !== undefined;
  }

  onState(name, values = {}) {
    const box = this.role("saved");
    const shown = this.isTrial && name === "saved" ? "counted" : name;
    const isQuiet = name === "saved" || name === "saving";
    box.dataset.state = isQuiet ? (this.isTrial ? "none" : name) : "unsaved";
    this.isHeld &&= name !== "saved" && name !== "refused";
    const words = values.sentence || (name === "refused" ? this.refusal() : phrase(shown, values));
    this.role("saved-words").textContent = this.isHeld ? `${words} ${phrase("held")}` : words;
    this.role("retry").hidden = !["offline", "unreachable", "failed", "signed_out", "other_account"].includes(name);
    if (name === "saved") this.announce(values);
    else if (name === "saving") this.unsay();
    else if (name === "refused" || name === "final") this.say(words);
    else if (box.dataset.state === "unsaved" && this.last !== name) this.say(phrase(name, values));
    // What is tried again and again is not read out each time.
    if (name !== "saving") this.last = name;
  }

  /** Which items were not taken, and whether it is their length. */
  refusal() {
    const keys = [...this.saver.refused.keys()];
    const boxOf = (key) => (key === COMMENT ? this.comment.parentElement : this.lines.get(key)?.box);
    const isLong = keys.every((key) => boxOf(key)?.querySelector('[aria-invalid="true"]'));
    const named = keys.map((key) => (key === COMMENT ? phrase("comment") : this.lines.get(key)?.number ?? key));
    return phrase(isLong ? "refused_long" : "refused", { items: named.join(phrase("comma")) });
  }

  announce(values) {
    const result = ["total", "grade"].map((each) => this.role(each).textContent).filter(Boolean);
    const told = result.length ? phrase("announced", { result: result.join(", ") }) : this.role("so-far").textContent;
    const saved = this.isTrial ? "" : phrase("saved", values);
    const left = this.leftBehind.map((line) => line.aside.querySelector(".aside-left").textContent);
    this.told = [saved, told, ...left].filter(Boolean).join(" · ");
    this.say(this.told);
  }

  /** "Saved" stands nowhere while something newer is not, also where it is only heard. */
  unsay() {
    if (this.role("announce").textContent === this.told) this.say("");
  }

  /** Something was asked for that needs all to be saved: say why nothing happens. */
  hold() {
    if (!this.isHeld) this.role("saved-words").append(` ${phrase("held")}`);
    this.isHeld = true;
    this.say(this.role("saved-words").textContent);
  }

  say(words) {
    this.form.querySelector('[data-role="announce"]').textContent = words;
  }

  /** What is on its way or was refused stands here otherwise than on the server. */
  isOurs(key) {
    return this.saver.unsaved.has(key) || this.saver.refused.has(key);
  }

  /** Everything else stands here as the server has it. */
  learn() {
    const keys = [...this.lines.keys(), ...(this.comment ? [COMMENT] : [])];
    for (const key of keys) if (!this.isOurs(key)) this.known.set(key, canonical(this.valueOf(key)));
  }

  onSaved(state) {
    if (state.version !== undefined) this.setVersion(state.version);
    for (const [code, each] of Object.entries(state.lines)) this.lines.get(code)?.show(each);
    const beside = new Set(state.beside);
    const fresh = [...beside].filter((code) => !this.lines.get(code).aside);
    for (const [code, line] of this.lines) if (line.rowsBox) line.showAside(beside.has(code));
    this.leftBehind = fresh.map((code) => this.lines.get(code)).filter((line) => !line.remark.checked);
    for (const [code, each] of Object.entries(state.sections)) this.showSection(code, each);
    this.role("total").textContent = state.total;
    this.role("total").parentElement.hidden = !state.total;
    const grade = this.role("grade");
    grade.textContent = state.grade;
    grade.hidden = !state.grade;
    grade.className = `grade-mark grade-${state.standing}`;
    this.role("note").textContent = state.note;
    this.role("so-far").textContent = state.so_far;
    this.role("so-far").hidden = !state.so_far;
    this.leadToCause();
    this.proposals.show(state);
    this.role("n-done").textContent = state.n_done;
    this.role("n-lines").textContent = state.n_lines;
    Object.assign(this.role("progress"), { max: state.n_lines, value: state.n_done });
    this.listMissing();
  }

  setVersion(version) {
    this.version = version;
    const field = this.form.elements.version;
    if (field) field.value = version;
  }

  showSection(code, { mark, done, is_complete }) {
    for (const place of this.form.querySelectorAll(`[data-section="${code}"], [data-nav="${code}"]`)) {
      place.querySelector('[data-role="section-mark"]').textContent = mark;
      place.querySelector('[data-role="section-done"]').textContent = done;
      place.classList.toggle("is-complete", is_complete);
    }
  }

  onRefused(refused) {
    for (const [code, sentence] of refused) this.lines.get(code)?.refuse(sentence);
    this.listMissing();
  }

  onSignedOut() {
    askSignIn(this.waiting, this.form.dataset.pulse, () => this.saver.resume(true));
  }

  /** Somebody else's session is there: the notice asks for the owner's, whatever waited. */
  onCovered() {
    if (this.waiting.name !== "signed_out") {
      this.waiting.end();
      this.onSignedOut();
    }
    this.cover.draw();
  }

  onResumed() {
    this.cover.lift();
    this.waiting.end();
  }

  /**
   * Another window saved first. What only one of both changed is kept as it is there; where
   * both changed the same, both are shown, the reviewer chooses, and then it goes on.
   */
  async onConflict(theirs) {
    const isOwn = this.lost.explains(theirs);
    if (isOwn || !this.contested(theirs).length) {
      await this.merge(theirs, isOwn ? [] : this.differing(theirs));
      return;
    }
    this.saver.stopped = "conflict";
    this.onState("conflict");
    const last = await this.saveTheRest(theirs);
    const contested = () => this.contested(last);
    const { found, mine } = contested().length ? await askConflict(this.waiting, contested) : { found: [] };
    this.saver.stopped = "";
    for (const { key } of found) this.decide(key, mine.has(key), last);
    this.learn();
    // An empty save brings marks and total up to date when nothing of ours remains.
    await this.saver.now(true);
  }

  /** What only one of both changed does not wait for the choice; gives what stands there. */
  async saveTheRest(theirs) {
    this.tellTaken(this.differing(theirs));
    this.takeOver(theirs);
    const contested = new Set(this.contested(theirs).map(({ key }) => key));
    const own = [...this.saver.unsaved].filter((key) => !contested.has(key));
    const again = own.length ? await this.saver.sendOnly(own) : null;
    return again ? this.saveTheRest(again) : theirs;
  }

  decide(key, isMine, theirs) {
    this.known.set(key, canonical(this.saidBy(theirs, key)));
    if (isMine) return;
    this.saver.unsaved.delete(key);
    if (key === COMMENT) this.comment.value = theirs.comment;
    else this.lines.get(key).write(this.saidBy(theirs, key));
  }

  differing(theirs) {
    return differences(this.lines, theirs, this.saver.unsaved, this.comment);
  }

  /** What both changed, and otherwise. */
  contested(theirs) {
    return this.differing(theirs).filter(({ key }) => this.isContradicted(key, theirs));
  }

  saidBy(theirs, key) {
    return key === COMMENT ? theirs.comment : (theirs.answers[key] ?? null);
  }

  /** Changed here, and elsewhere to something else than it was when this page learnt it. */
  isContradicted(key, theirs) {
    return this.saver.unsaved.has(key) && canonical(this.saidBy(theirs, key)) !== this.known.get(key);
  }

  async merge(theirs, differing) {
    const taken = differing.filter(({ key }) => !this.isOurs(key));
    this.takeOver(theirs);
    await this.saver.now(true);
    this.tellTaken(taken);
  }

  /** Which items are others now that nobody changed here. */
  tellTaken(differing) {
    const taken = differing.filter(({ key }) => !this.isOurs(key)).map(({ label }) => label);
    if (taken.length) this.given.show(phrase("merged", { items: taken.join(phrase("comma")) }));
  }

  /** What was saved elsewhere comes onto the page, but for what is unsaved here. */
  takeOver(theirs) {
    this.setVersion(theirs.version);
    for (const line of this.lines.values()) {
      const other = theirs.answers[line.code] ?? null;
      if (!this.isOurs(line.code) && !same(line.read(), other)) line.write(other);
    }
    const isOther = this.comment && this.comment.value.trim() !== theirs.comment;
    if (isOther && !this.isOurs(COMMENT)) this.comment.value = theirs.comment;
    this.learn();
  }

  // Sections, submitting, what is missing.

  /** Wait until nothing is on its way any more. */
  async settled() {
    for (let turn = 0; turn < 100 && (this.saver.busy || this.saver.unsaved.size); turn += 1) {
      await this.saver.now();
      if (this.saver.failures || this.saver.stopped) return false;
      if (this.saver.busy) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return this.saver.isClean;
  }

  /** Whether a section can be closed: an answer that was refused stays with its item. */
  async canClose() {
    if (await this.settled()) return true;
    const isWaiting = this.saver.unsaved.size || this.saver.stopped || this.saver.failures;
    if (isWaiting) this.hold();
    return !isWaiting;
  }

  async finish() {
    if (await this.settled()) {
      window.location.assign(this.form.dataset.confirm);
      return;
    }
    const refused = [...this.saver.refused.keys()][0];
    if (refused === COMMENT) this.comment.focus();
    else if (refused) this.keys.go(this.lines.get(refused));
    else if (this.saver.stopped !== "final") this.hold();
  }

  listMissing() {
    const asked = [...this.lines.values()].filter((line) => !["done", "optional"].includes(line.state));
    const items = asked.map((line) => {
      const link = this.linkTo(line, line.label);
      if (line.needs) link.append(Object.assign(document.createElement("span"), { textContent: line.needs }));
      const item = document.createElement("li");
      item.append(link);
      return item;
    });
    this.role("missing").replaceChildren(...items);
    this.role("n-missing").textContent = asked.length;
    this.form.querySelector(".bar-missing").classList.toggle("is-empty", !asked.length);
  }

  linkTo(line, textContent) {
    const link = Object.assign(document.createElement("a"), { href: `#${line.box.id}`, textContent });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.keys.go(line);
    });
    return link;
  }

  /** Where an item that cannot be assessed keeps the total away, the words lead to it. */
  leadToCause() {
    const place = this.role("so-far");
    const cause = [...this.lines.values()].find((line) => line.special === "cannot_assess" && line.kind !== "record");
    if (cause && !this.role("total").textContent) place.replaceChildren(this.linkTo(cause, place.textContent));
  }

  /** What is led to does not lie beneath the bar, however high that is just now. */
  clearBar() {
    const bar = this.form.querySelector(".desk-bar");
    const top = parseFloat(getComputedStyle(bar).top) || 0;
    this.form.style.setProperty("--bar", `${Math.ceil(top + bar.offsetHeight)}px`);
  }

  /** Mark the section one is reading. */
  follow() {
    const links = new Map([...this.form.querySelectorAll("[data-nav]")].map((link) => [link.dataset.nav, link]));
    const seen = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (!entry.isIntersecting) continue;
          for (const [code, link] of links) link.classList.toggle("is-here", code === entry.target.dataset.section);
        }
      },
      { rootMargin: "-15% 0px -75% 0px" },
    );
    for (const section of this.form.querySelectorAll("[data-section]")) seen.observe(section);
  }
}

const form = document.getElementById("checklist");
if (form) new Page(form);
