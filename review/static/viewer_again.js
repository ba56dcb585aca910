// A page that could not be fetched is asked for again by itself, less often every time.
// Where the server says that it will not come, as of a damaged file, it is left.

const PAUSES = [0, 2000, 5000, 10_000, 20_000];
const LAST = 30_000;
const PASSING = [0, 429, 502, 503, 504];

const pause = (time) => new Promise((done) => setTimeout(done, time));

export class Again {
  /** `load` fetches the image of a page in its place once the server has it. */
  constructor(words, load) {
    this.words = words;
    this.load = load;
    this.tries = new WeakMap();
    this.waiting = new WeakSet();
  }

  arrived(item) {
    item.classList.add("is-loaded");
    this.tries.delete(item);
  }

  /** Told in its place; what is far away waits until it comes near again. */
  async wait(item, image, address) {
    item.classList.add("is-broken");
    item.dataset.broken = this.words.away;
    if (this.waiting.has(item)) return;
    this.waiting.add(item);
    const isWanted = () => item.isNear && !image.hasAttribute("src");
    while (isWanted()) {
      await pause(this.nextPause(item));
      if (!isWanted()) break;
      const status = await statusOf(address);
      if (PASSING.includes(status)) continue;
      if (status !== 200) item.dataset.broken = this.words.broken;
      else if (isWanted()) this.load(item);
      break;
    }
    this.waiting.delete(item);
  }

  nextPause(item) {
    const n = this.tries.get(item) ?? 0;
    this.tries.set(item, n + 1);
    return PAUSES[n] ?? LAST;
  }
}

/** 0 where nobody answered. */
async function statusOf(address) {
  try {
    const answer = await fetch(address, { redirect: "manual", headers: { Accept: "application/json" } });
    return answer.status || 401;
  } catch {
    return 0;
  }
}
