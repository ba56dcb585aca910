// Saving: what is unsaved, one request at a time, retried until the server has it.
// "Saved" is shown for what the server confirmed, and for nothing else.

import { canonical } from "./checklist_lines.js";

// An attempt nobody answers and the wait after it take ten seconds: no more is lost in a
// crash while the server can be reached.
const TIMEOUT = 7000;
// After a failure it is tried again after so long and a little more, so that all the
// reviewers of a server that starts anew do not come in one instant.
const WAITS = [2000, 4000, 5000];
const JITTER = 1000;
// Who types is not left waiting, but does not knock with every key.
const GAP = 3000;
// What something between page and server answered counts as a failure of the server.
const STRANGE = 502;
// Whoever types without a pause loses at most this much in a crash.
const LONGEST = 3000;

export class Saver {
  /**
   * `page` gives `version`, `collect(keys)`, `isAnswer(data)`, and takes `onState(name, values)`,
   * `onSaved(state)`, `onRefused(sentences)`, `onConflict(theirs)`, `onSignedOut()`,
   * `onCovered()`, `onResumed()`.
   */
  constructor(page, { url, pulse }) {
    this.page = page;
    this.url = url;
    this.pulse = pulse;
    this.unsaved = new Set();
    this.refused = new Map();
    this.busy = null;
    this.stopped = "";
    this.failures = 0;
    this.oldest = null;
    this.timer = 0;
    this.countdown = 0;
    this.tried = 0;
    this.due = 0;
    window.addEventListener("online", () => this.hurry());
    window.addEventListener("pagehide", () => this.sendLast());
    document.addEventListener("visibilitychange", () => this.hurry(document.hidden ? GAP : 0));
    window.addEventListener("beforeunload", (event) => {
      if (this.isClean || this.stopped === "left") return;
      event.preventDefault();
      event.returnValue = "";
    });
  }

  get isClean() {
    return !this.unsaved.size && !this.busy && !this.refused.size;
  }

  /** Something changed under this key; it goes out after `delay` milliseconds. */
  change(key, delay) {
    this.unsaved.add(key);
    this.refused.delete(key);
    if (this.stopped) return;
    if (this.failures) {
      this.hurry(GAP);
      return;
    }
    this.page.onState("saving");
    this.oldest ??= performance.now();
    const left = Math.max(0, this.oldest + LONGEST - performance.now());
    this.schedule(Math.min(delay, left));
  }

  schedule(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), delay);
  }

  /**
   * Send what is unsaved now; resolves when this attempt is over. After a failure, or if
   * told so, the server is asked also when nothing is, for what it says of the sheet.
   */
  async now(always = this.failures > 0) {
    if (this.busy || this.stopped || !(this.unsaved.size || always)) return;
    this.oldest = null;
    await this.send();
  }

  /** What is unsaved when its turn comes, and `more`; `taken` is called before it is shown. */
  send(more = {}, taken = () => {}) {
    let sent;
    const body = () => {
      sent = new Map([...this.unsaved].map((key) => [key, canonical(this.page.valueOf(key))]));
      return { ...this.page.collect([...sent.keys()]), ...more };
    };
    return this.inTurn(body, (answer) => {
      taken(answer);
      return this.take(answer, sent);
    });
  }

  /**
   * One request at a time, as each names the version that the one before it left: `body()`
   * is asked and `take(answer)` is called before another has its turn.
   */
  async inTurn(body, take) {
    while (this.busy) await this.busy;
    if (this.stopped) return false;
    const sent = body();
    this.page.onState("saving");
    const answer = await this.alone(this.post(this.url, sent));
    this.page.lost.note(sent, answer.status);
    return take(answer);
  }

  /** Nothing else is sent before this is answered. */
  async alone(request) {
    this.rest();
    this.tried = performance.now();
    this.busy = request;
    const answer = await request;
    this.busy = null;
    return answer;
  }

  /** POST data; a broken connection is an answer too. What the page does not know as one is not of the server. */
  post(url, body) {
    const options = { method: "POST", headers: headers(), body: JSON.stringify(body), redirect: "manual" };
    const read = async (response) => {
      const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
      const data = isJson ? await response.json() : null;
      const isOurs = response.status !== 200 || this.page.isAnswer(data);
      return { status: isOurs ? response.status : STRANGE, data };
    };
    return within(TIMEOUT, url, options, read).catch(() => ({ status: -1, data: null }));
  }

  async take({ status, data }, sent) {
    if (status === 200 && data) return this.saved(data, sent);
    if (status === 409 && data?.answers) return this.page.onConflict(data);
    if (status === 422 && data?.refused) return this.saved(data, sent);
    if (status === 422) return this.stop("final", data?.error);
    if (status === 404) return this.leave();
    if (status === 400 || status === 401 || status === 0) return this.renew();
    this.retry(status === -1 ? unanswered() : "failed");
    return undefined;
  }

  saved(data, sent) {
    if (this.failures) document.dispatchEvent(new Event("reached"));
    this.failures = 0;
    this.keep(data, sent);
    if (this.unsaved.size) this.schedule(0);
    else if (this.refused.size) this.page.onState("refused");
    else this.page.onState("saved", { time: data.saved_at });
  }

  keep(data, sent) {
    for (const [key, value] of sent) {
      if (canonical(this.page.valueOf(key)) === value) this.unsaved.delete(key);
      if (data.refused && key in data.refused) this.refused.set(key, data.refused[key]);
      else this.page.known.set(key, value);
    }
    if ("total" in data) this.page.onSaved(data);
    this.page.onRefused(this.refused);
  }

  /**
   * These go out while the others wait for a choice. Gives what was saved elsewhere once
   * more; what else may come of it comes again when the choice is made.
   */
  async sendOnly(keys) {
    const sent = new Map(keys.map((key) => [key, canonical(this.page.valueOf(key))]));
    const body = this.page.collect(keys);
    const { status, data } = await this.alone(this.post(this.url, body));
    this.page.lost.note(body, status);
    if (status === 200 || (status === 422 && data?.refused)) this.keep(data, sent);
    return status === 409 && data?.answers ? data : null;
  }

  /** Tried again by itself; until then it is told when. */
  retry(why) {
    const isLate = performance.now() - this.tried > GAP;
    const step = isLate ? 0 : Math.min(this.failures, WAITS.length - 1);
    this.failures += 1;
    this.wait(why, performance.now() + WAITS[step] + Math.random() * JITTER);
  }

  /** What waits for its next attempt has it now, but `gap` after the last one. */
  hurry(gap = 0) {
    if (this.due) this.wait(this.why, Math.min(this.due, Math.max(performance.now(), this.tried + gap)));
    else if (!this.failures) this.now();
  }

  wait(why, due) {
    this.rest();
    Object.assign(this, { why, due });
    const tell = () => this.page.onState(why, { seconds: Math.max(1, Math.ceil((due - performance.now()) / 1000)) });
    tell();
    this.countdown = setInterval(tell, 1000);
    this.timer = setTimeout(() => this.again(), Math.max(0, due - performance.now()));
  }

  /** Nothing waits for its time any more. */
  rest() {
    clearTimeout(this.timer);
    clearInterval(this.countdown);
    this.due = 0;
  }

  /** Who waits to sign in may have done so elsewhere; else what is unsaved goes out. */
  again() {
    return this.stopped === "signed_out" ? this.resume() : this.now();
  }

  /** The session or its token may have changed: ask, and go on if it still may save. */
  async renew() {
    if (!this.pulse) return this.retry("failed");
    const found = await this.alone(askPulse(this.pulse));
    if (found.isOffline) return this.retry(unanswered());
    if (found.isFailed) return this.retry("failed");
    if (found.isSomeoneElse) return this.cover();
    if (!found.token) return this.signedOut();
    return useToken(found.token) ? this.now() : this.retry("failed");
  }

  /** Somebody came to this page: whose session is it now? */
  async look() {
    if (this.stopped === "signed_out") return this.resume();
    if (!this.pulse || this.busy || this.due || this.stopped === "left") return undefined;
    const { isSomeoneElse } = await this.alone(askPulse(this.pulse));
    if (isSomeoneElse) return this.stopped ? this.cover() : this.now(true);
    if (this.unsaved.size) this.schedule(0);
    return undefined;
  }

  /**
   * Signed in again, or told to try now: the same page goes on. Somebody else's session
   * takes nothing from whoever waits to sign in here; `isOwn` says it is not that.
   */
  async resume(isOwn = false) {
    while (this.busy) await this.busy;
    const found = this.pulse ? await this.alone(askPulse(this.pulse)) : { token: "" };
    // A save finds out which it is: another's session, or the end of the own review.
    if (found.isSomeoneElse && isOwn) return this.leave();
    if (found.isSomeoneElse) return this.stopped ? this.cover() : this.now(true);
    if (found.isOffline) return this.retry(unanswered());
    if (found.isFailed) return this.retry("failed");
    if (this.pulse && !found.token) return this.signedOut();
    if (found.token) useToken(found.token);
    this.stopped = "";
    this.page.onResumed();
    return this.now(true);
  }

  signedOut() {
    this.stopped = "signed_out";
    this.page.onState("signed_out");
    this.page.onSignedOut();
  }

  /** Somebody else's session is there: what is on the page waits for its owner unseen. */
  cover() {
    this.stopped = "signed_out";
    this.page.onState("other_account");
    this.page.onCovered();
  }

  /** The sheet is not this person's: nothing of it stays on the screen. */
  leave() {
    this.stopped = "left";
    window.location.replace("/");
  }

  stop(why, sentence) {
    this.stopped = why;
    this.page.onState(why, { sentence });
  }

  /** The page goes away: send without waiting. */
  sendLast() {
    if (this.busy || this.stopped || !this.unsaved.size) return;
    fetch(this.url, {
      method: "POST",
      headers: headers(),
      body: JSON.stringify(this.page.collect([...this.unsaved])),
      keepalive: true,
    }).catch(() => {});
  }
}

function headers() {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  return { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token };
}

/** Put a new token where requests and forms take it from. */
export function useToken(token) {
  const meta = document.querySelector('meta[name="csrf-token"]');
  const isNew = meta.content !== token;
  meta.content = token;
  for (const input of document.querySelectorAll('input[name="csrf_token"]')) input.value = token;
  return isNew;
}

/** Whether this session may still save this sheet, and with which token. */
export function askPulse(url) {
  const options = { headers: { Accept: "application/json" }, redirect: "manual" };
  const read = async (response) => {
    if (response.status === 404) return { isSomeoneElse: true };
    if (response.status >= 500) return { isFailed: true };
    return response.ok ? { token: (await response.json()).csrf } : {};
  };
  return within(TIMEOUT, url, options, read).catch(() => ({ isOffline: true }));
}

/** An answer that is read within this time, or none. */
async function within(time, url, options, read) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), time);
  try {
    return await read(await fetch(url, { ...options, signal: stop.signal }));
  } finally {
    clearTimeout(timer);
  }
}

/** A network that is there is not said to be missing. */
function unanswered() {
  return navigator.onLine ? "unreachable" : "offline";
}
