// The reading trace, where the campaign keeps one and says so on this page: which page is
// open, for how long, before which answer. Sent in small pieces, never words.

const IDLE = 120_000;
const EVERY = 60_000;
const SOON = 4_000;
const MOST = 200;
const MOST_SECONDS = 3600;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "scroll"];

class Trace {
  constructor(box, form) {
    this.box = box;
    this.spans = [];
    this.active = Date.now();
    new MutationObserver(() => this.turned()).observe(box, { attributeFilter: ["data-shown"] });
    form.addEventListener("answered", (event) => this.answered(event.detail));
    for (const sign of SIGNS) document.addEventListener(sign, () => this.stirred(), { capture: true, passive: true });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.begin()));
    window.addEventListener("pagehide", () => this.leave());
    setInterval(() => this.pause(), EVERY);
    this.begin();
  }

  /** A page counts while it can be seen. */
  begin() {
    this.page = Number(this.box.dataset.shown ?? 0);
    this.since = this.page && !document.hidden && this.box.offsetParent !== null ? Date.now() : 0;
  }

  /** Until now, or until the reader went away from the desk. */
  close() {
    if (!this.since) return;
    const end = Math.min(Date.now(), this.active + IDLE);
    const seconds = Math.min(MOST_SECONDS, Math.round((end - this.since) / 1000));
    this.since = 0;
    if (seconds < 1) return;
    this.spans.push([this.page, seconds, ""]);
  }

  turned() {
    this.close();
    this.begin();
  }

  stirred() {
    const wasAway = Date.now() - this.active > IDLE;
    if (wasAway) this.turned();
    this.active = Date.now();
  }

  /** What was open until now was read before this answer; while it is being written, on. */
  answered(item) {
    if (Date.now() - this.since >= 1000) this.turned();
    for (const span of this.spans) span[2] ||= item;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), SOON);
  }

  /** The same page before the same answer is one piece. */
  together() {
    const pieces = [];
    for (const [page, seconds, item] of this.spans.splice(0, MOST)) {
      const last = pieces.at(-1);
      if (last?.[0] === page && last[2] === item && last[1] + seconds <= MOST_SECONDS) last[1] += seconds;
      else pieces.push([page, seconds, item]);
    }
    return pieces;
  }

  pause() {
    this.turned();
    this.send();
  }

  leave() {
    this.close();
    this.send();
  }

  async send() {
    clearTimeout(this.timer);
    const spans = this.together();
    if (!spans.length) return;
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content };
    try {
      const answer = await fetch(this.box.dataset.trace, { method: "POST", headers, body: JSON.stringify({ spans }), keepalive: true, redirect: "manual" });
      if (answer.ok || answer.status === 404 || answer.status === 422) return;
    } catch {
      // Without a connection it goes with the next piece.
    }
    this.spans = [...spans, ...this.spans].slice(-MOST);
  }
}

const box = document.getElementById("viewer");
const form = document.getElementById("checklist");
if (box?.dataset.trace && form) new Trace(box, form);
