// One file on its way: begun, sent piece by piece from where the server stands, checked
// page by page over there, accepted. Whatever breaks off goes on where it stopped.

import { Digest } from "./upload_digest.js";
import { ask, renew, wait } from "./upload_wire.js";

const PIECES = { first: 1 << 20, least: 1 << 18, most: 1 << 23 };
const SECONDS = { short: 1, long: 4 };
const WAITS = [1, 2, 4, 8, 15, 30];
const POLL = 600;

export class Transfer {
  /** `source` gives name, size, url, `begin()`, and for a file `piece(from, to)`. */
  constructor(source, room) {
    this.source = source;
    this.room = room;
    this.state = "waiting";
    this.line = { stage: "arriving", received: 0, pages: 0, checked: 0, sentences: [] };
    this.sent = 0;
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  get isOver() {
    return ["added", "there", "refused", "dropped", "asking"].includes(this.state);
  }

  get url() {
    return `${this.source.url}${this.line.id}`;
  }

  become(state, values = {}) {
    this.state = state;
    this.values = values;
    if (this.isOver) this.settle();
    this.room.changed(this);
  }

  /** Until all of it is over there; false if it was refused on the way. */
  async send() {
    this.become("sending");
    const { status, data } = await this.insist(() => this.source.begin());
    if (!this.take(status, data)) return false;
    this.room.onBegun();
    if (!this.source.piece || this.line.stage !== "arriving") return this.state !== "refused";
    try {
      const known = this.line.alike.length ? await this.compare() : "";
      const digest = this.line.alike.includes(known) ? known : await this.sendPieces(known);
      if (digest === null) return false;
      const end = await this.insist(() => ask("POST", `${this.url}/finish`, { digest }));
      return this.take(end.status, end.data);
    } catch {
      // The file was moved, changed or taken away while it was read.
      this.become("refused", { sentence: this.room.phrase("unreadable") });
      return false;
    }
  }

  /** The digest of a file as large as one that the case has: the same is not sent again. */
  async compare() {
    this.become("comparing");
    const digest = new Digest();
    await this.read(digest, 0, this.source.size);
    return digest.hex();
  }

  async read(digest, from, to) {
    for (let at = from; at < to; at += PIECES.first) {
      const piece = this.source.piece(at, Math.min(to, at + PIECES.first));
      digest.update(await piece.arrayBuffer());
    }
  }

  /** Gives the digest of all, `known` if it was calculated before. */
  async sendPieces(known) {
    const digest = new Digest();
    let hashed = 0;
    let length = PIECES.first;
    let offset = this.line.received;
    const keepUp = async (until) => {
      if (!known) await this.read(digest, hashed, until);
      hashed = until;
    };
    while (offset < this.source.size) {
      const begun = performance.now();
      const answer = await this.insist(() => this.sendPiece(offset, length), () => this.stands());
      if (typeof answer.data?.received !== "number") return this.take(answer.status, answer.data) || null;
      offset = answer.data.received;
      const seconds = (performance.now() - begun) / 1000;
      if (seconds < SECONDS.short) length = Math.min(PIECES.most, length * 2);
      if (seconds > SECONDS.long) length = Math.max(PIECES.least, length / 2);
      this.sent = offset;
      this.become("sending");
      await keepUp(offset);
    }
    await keepUp(this.source.size);
    return known || digest.hex();
  }

  sendPiece(offset, length) {
    const piece = this.source.piece(offset, Math.min(this.source.size, offset + length));
    const onSent = (n) => {
      this.sent = Math.min(offset + n, this.source.size);
      this.become("sending");
    };
    return ask("PUT", `${this.url}?offset=${offset}`, piece, { signal: this.room.signal, onSent });
  }

  /** After an interruption the server knows how much arrived. */
  stands() {
    return ask("GET", this.url);
  }

  /** Ask until there is an answer; `instead` is asked after an interruption. */
  async insist(question, instead) {
    let failures = 0;
    let next = question;
    for (;;) {
      await this.room.open(this);
      const answer = await next();
      const isOld = [400, 401].includes(answer.status) && !failures;
      if (isOld) await this.renewed();
      else if (![-1, 429].includes(answer.status) && answer.status < 500) return answer;
      else if (!this.room.isPaused) await this.pauseBefore(failures);
      next = instead ?? question;
      failures += 1;
    }
  }

  async pauseBefore(failures) {
    const seconds = WAITS[Math.min(failures, WAITS.length - 1)];
    this.become("retrying", { seconds });
    await this.room.patience(seconds * 1000);
  }

  async renewed() {
    const token = await renew();
    if (token === "") this.room.signedOut();
  }

  /** What the server says of it; false when it will not be added, or was before. */
  take(status, data) {
    if (data?.stage) {
      this.line = data;
      this.sent = data.stage === "arriving" ? data.received : this.source.size;
    }
    if (status < 300 && data?.stage !== "refused") return true;
    const sentence = data?.error ?? data?.sentences?.join(" ") ?? this.room.phrase("failed");
    this.become(data?.there ? "there" : "refused", { sentence });
    if (data?.stage === "refused") ask("POST", `${this.url}/drop`);
    return false;
  }

  /** Until its pages are checked; then into the case, behind those before it. */
  async check(before) {
    if (this.source.arrived) {
      this.become("added");
      this.source.arrived(this.line);
      return;
    }
    while (this.line.stage === "checking") {
      this.become("checking");
      await wait(POLL);
      const { status, data } = await this.insist(() => this.stands());
      if (!this.take(status, data)) return;
    }
    if (this.line.decide) this.become("asking");
    else {
      await before;
      await this.accept(false);
    }
  }

  async accept(isDecided) {
    if (this.line.stage !== "added") this.become("adding");
    const given = new URLSearchParams(isDecided ? { decided: "yes" } : {});
    const { status, data } = await this.insist(() => ask("POST", `${this.url}/accept`, given));
    if (this.take(status, data)) this.become("added");
  }

  async leaveOut() {
    await ask("POST", `${this.url}/drop`);
    this.become("dropped");
  }
}
