// The files that are under way: a row for each, how far all of them are, pause and go on.

import { Transfer } from "./upload_transfer.js";
import { renew, wait } from "./upload_wire.js";

const MOST_IN_CHECK = 3;

export class Room {
  /** `onDone` is called when nothing moves any more, `onBegun` when the server knows a file. */
  constructor(box, { onDone, onBegun = () => {} }) {
    this.box = box;
    this.onDone = onDone;
    this.onBegun = onBegun;
    this.list = box.querySelector('[data-role="rows"]');
    this.stuck = box.querySelector('[data-role="stuck"]');
    this.template = box.querySelector("template");
    this.transfers = [];
    this.rows = new Map();
    this.queue = [];
    this.groups = new Map();
    this.release();
    box.querySelector('[data-do="pause"]').addEventListener("click", () => (this.isPaused ? this.goOn() : this.pause()));
    window.addEventListener("online", () => this.hurry?.());
    window.addEventListener("beforeunload", (event) => {
      if (!this.isMoving) return;
      event.preventDefault();
      event.returnValue = "";
    });
  }

  get isMoving() {
    return this.transfers.some((each) => !each.isOver);
  }

  add(sources) {
    const made = sources.map((source) => new Transfer(source, this));
    for (const each of made) this.draw(each);
    this.transfers.push(...made);
    this.queue.push(...made);
    this.box.hidden = false;
    this.drawAll();
    if (!this.isRunning) this.run();
  }

  async run() {
    this.isRunning = true;
    const checks = new Set();
    while (this.queue.length) {
      const next = this.queue.shift();
      if (await next.send()) {
        const check = next.check(this.behind(next)).finally(() => checks.delete(check));
        checks.add(check);
      }
      if (checks.size >= MOST_IN_CHECK) await Promise.race(checks);
      if (!this.queue.length) await Promise.all(checks);
    }
    this.isRunning = false;
    const counts = this.counts();
    this.say([this.phrase("over", counts), ...(counts.there ? [this.phrase("overThere", counts)] : [])].join(" "));
    this.onDone(this);
  }

  /** Files of one case are added in their order. */
  behind(transfer) {
    const before = this.groups.get(transfer.source.group);
    this.groups.set(transfer.source.group, transfer.settled);
    return before;
  }

  // Pausing

  release() {
    this.stop = new AbortController();
    this.isPaused = false;
    this.gate = Promise.resolve();
  }

  get signal() {
    return this.stop.signal;
  }

  open(transfer) {
    if (this.isPaused && !transfer.isOver) transfer.become("paused");
    return this.gate;
  }

  pause() {
    this.isPaused = true;
    this.gate = new Promise((resolve) => {
      this.goThrough = resolve;
    });
    this.stop.abort();
    this.hurry?.();
    this.drawAll();
  }

  async goOn() {
    if (this.box.classList.contains("is-signed-out") && !(await renew())) return;
    this.box.classList.remove("is-signed-out");
    const through = this.goThrough;
    this.release();
    through?.();
    this.drawAll();
  }

  signedOut() {
    this.box.classList.add("is-signed-out");
    this.pause();
    this.say(this.phrase("signedOut"));
  }

  /** Wait before the next attempt, or less when the connection comes back. */
  patience(milliseconds) {
    const short = new AbortController();
    this.hurry = () => short.abort();
    return wait(milliseconds, short.signal);
  }

  // Showing

  changed(transfer) {
    const row = this.rows.get(transfer);
    const { state, source, line, sent, values } = transfer;
    const isChecking = state === "checking" || state === "adding";
    const bar = row.querySelector("progress");
    const [done, all] = isChecking && line.pages ? [line.checked, line.pages] : [sent, source.size];
    const part = all ? done / all : 0;
    bar.value = state === "added" ? 1 : part;
    row.dataset.state = state;
    this.place(row, state);
    const words = state === "checking" && !line.pages ? "queued" : state === "added" && line.pages === 1 ? "addedOne" : state;
    const facts = { percent: Math.floor(part * 100), pages: line.pages, checked: line.checked, ...values };
    row.querySelector('[data-role="state"]').textContent = this.phrase(words, facts);
    const isTold = ["asking", "added", "dropped"].includes(state);
    const sentences = isTold ? line.sentences : [];
    row.querySelector('[data-role="sentences"]').textContent = sentences.join(" ");
    row.querySelector('[data-role="decision"]').hidden = state !== "asking";
    this.showDoubtful(transfer, row.querySelector('[data-role="thumbs"]'));
    this.drawAll();
  }

  /** What waits for somebody or was refused stands above the others, all of it in sight. */
  place(row, state) {
    const isStuck = state === "asking" || state === "refused";
    if (row.parentElement !== this.stuck && isStuck) {
      if (state === "asking") this.stuck.insertBefore(row, this.stuck.querySelector('[data-state="refused"]'));
      else this.stuck.append(row);
    } else if (row.parentElement === this.stuck && !isStuck) this.list.prepend(row);
    this.stuck.hidden = !this.stuck.childElementCount;
    this.list.hidden = !this.list.childElementCount;
  }

  draw(transfer) {
    const row = this.template.content.firstElementChild.cloneNode(true);
    row.querySelector('[data-role="name"]').append(this.nameOf(transfer.source));
    row.querySelector("progress").setAttribute("aria-label", transfer.source.name);
    row.querySelector('[data-do="accept"]').addEventListener("click", () => this.decide(transfer, true));
    row.querySelector('[data-do="drop"]').addEventListener("click", () => this.decide(transfer, false));
    this.list.append(row);
    this.rows.set(transfer, row);
    this.changed(transfer);
  }

  /** The pages in doubt in small, for as long as somebody has to decide. */
  showDoubtful({ state, line, url }, place) {
    const pages = state === "asking" ? line.doubtful : [];
    if (place.childElementCount === pages.length) return;
    const images = pages.map((page) => {
      const alt = this.phrase("page", { label: page });
      return Object.assign(document.createElement("img"), { src: `${url}/pages/${page}`, alt, width: 110 });
    });
    place.replaceChildren(...images);
  }

  /** Whether a row here shows the upload with this id. */
  has(id) {
    return this.transfers.some((each) => each.line.id === id);
  }

  /** With many cases the name leads to its case. */
  nameOf({ name, home }) {
    return home ? Object.assign(document.createElement("a"), { href: home, textContent: name, target: "_blank" }) : name;
  }

  async decide(transfer, isAdded) {
    await (isAdded ? transfer.accept(true) : transfer.leaveOut());
    if (!this.isRunning) this.onDone(this);
  }

  counts() {
    const count = (...states) => this.transfers.filter((each) => states.includes(each.state)).length;
    return { all: this.transfers.length, done: count("added"), there: count("there"), refused: count("refused", "dropped"), asking: count("asking") };
  }

  drawAll() {
    const total = this.transfers.reduce((sum, each) => sum + each.source.size, 0);
    const sent = this.transfers.reduce((sum, each) => sum + this.comeTo(each), 0);
    const bar = this.box.querySelector(".upload-all progress");
    bar.value = total ? sent / total : 0;
    bar.hidden = !this.isMoving;
    this.sum(this.counts());
    const button = this.box.querySelector('[data-do="pause"]');
    button.hidden = !this.isMoving;
    button.textContent = this.phrase(this.isPaused ? "goOn" : "pause");
  }

  /** Bytes that will be in the case: of what is refused or undecided, none. */
  comeTo({ state, isOver, source, sent }) {
    return isOver ? (["added", "there"].includes(state) ? source.size : 0) : sent;
  }

  /** How many are in, how many were there before, how many are not, and how many wait, each told only if there are any. */
  sum(counts) {
    const told = ["all", ...(counts.there ? ["thereAlready"] : []), ...(counts.refused ? ["out"] : []), ...(counts.asking ? ["undecided"] : [])];
    const parts = told.map((name) => Object.assign(document.createElement("span"), { className: `upload-${name.toLowerCase()}-words`, textContent: this.phrase(name, counts) }));
    this.box.querySelector('[data-role="all"]').replaceChildren(...parts);
  }

  phrase(name, values = {}) {
    const text = this.box.dataset[`${name}Words`] ?? "";
    return text.replace(/\{(\w+)\}/g, (place, key) => values[key] ?? place);
  }

  say(words) {
    this.box.querySelector('[data-role="said"]').textContent = words;
  }
}
