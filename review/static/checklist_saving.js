// Saving: what is unsaved, one request at a time, retried until the server has it.
// "Saved" is shown for what the server confirmed, and for nothing else.

import { canonical } from "./checklist_lines.js";

const TIMEOUT = 15000;
const WAITS = [2, 4, 8, 15, 30];
// Whoever types without a pause loses at most this much in a crash.
const LONGEST = 3000;

export class Saver {
  /**
   * `page` gives `version`, `collect(keys)`, and takes `onState(name, values)`,
   * `onSaved(state)`, `onRefused(sentences)`, `onConflict(theirs)`, `onSignedOut()`.
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
    window.addEventListener("online", () => this.now());
    window.addEventListener("pagehide", () => this.sendLast());
    document.addEventListener("visibilitychange", () => document.hidden && this.now());
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
    if (this.failures || this.stopped) return;
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
    clearTimeout(this.timer);
    clearInterval(this.countdown);
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
    this.busy = this.post(this.url, sent);
    const answer = await this.busy;
    this.busy = null;
    this.page.lost.note(sent, answer.status);
    return take(answer);
  }

  /** POST data; a broken connection is an answer too. */
  async post(url, body) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TIMEOUT);
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: headers(),
        body: JSON.stringify(body),
        redirect: "manual",
        signal: stop.signal,
      });
      const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
      return { status: response.status, data: isJson ? await response.json() : null };
    } catch {
      return { status: -1, data: null };
    } finally {
      clearTimeout(timer);
    }
  }

  async take({ status, data }, sent) {
    if (status === 200 && data) return this.saved(data, sent);
    if (status === 409 && data?.answers) return this.page.onConflict(data);
    if (status === 422 && data?.refused) return this.saved(data, sent);
    if (status === 422) return this.stop("final", data?.error);
    if (status === 404) return this.leave();
    if (status === 400 || status === 401 || status === 0) return this.renew();
    this.retry(status === -1 ? "offline" : "failed");
    return undefined;
  }

  saved(data, sent) {
    if (this.failures) document.dispatchEvent(new Event("reached"));
    this.failures = 0;
    for (const [key, value] of sent) {
      if (canonical(this.page.valueOf(key)) === value) this.unsaved.delete(key);
      if (data.refused && key in data.refused) this.refused.set(key, data.refused[key]);
      else this.page.known.set(key, value);
    }
    if ("total" in data) this.page.onSaved(data);
    this.page.onRefused(this.refused);
    if (this.unsaved.size) this.schedule(0);
    else if (this.refused.size) this.page.onState("refused");
    else this.page.onState("saved", { time: data.saved_at });
  }

  retry(why) {
    const wait = WAITS[Math.min(this.failures, WAITS.length - 1)];
    this.failures += 1;
    let left = wait;
    this.page.onState(why, { seconds: left });
    this.countdown = setInterval(() => {
      left -= 1;
      if (left > 0) this.page.onState(why, { seconds: left });
      else this.now();
    }, 1000);
  }

  /** The session or its token may have changed: ask, and go on if it still may save. */
  async renew() {
    if (!this.pulse) return this.retry("failed");
    const found = await askPulse(this.pulse);
    if (found.isOffline) return this.retry("offline");
    if (found.isSomeoneElse) return this.leave();
    if (!found.token) return this.signedOut();
    return useToken(found.token) ? this.now() : this.retry("failed");
  }

  /**
   * Signed in again, or told to try now: the same page goes on. Somebody else's session
   * takes nothing from whoever waits to sign in here; `isOwn` says it is not that.
   */
  async resume(isOwn = false) {
    clearInterval(this.countdown);
    const found = this.pulse ? await askPulse(this.pulse) : { token: "" };
    const isWaiting = this.stopped === "signed_out" && !isOwn;
    if (found.isSomeoneElse) return isWaiting ? this.page.onState("other_account") : this.leave();
    if (found.isOffline) return this.retry("offline");
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
export async function askPulse(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (response.status === 404) return { isSomeoneElse: true };
    if (!response.ok) return {};
    return { token: (await response.json()).csrf };
  } catch {
    return { isOffline: true };
  }
}
