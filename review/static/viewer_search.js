// Searching in the file: the words go to the server in a body and are kept nowhere. A
// long file is answered piece by piece; a new search forgets the one before.

import { Panel } from "./viewer_panels.js";

const MOST = 300;

export class Search {
  constructor(viewer) {
    this.viewer = viewer;
    this.panel = new Panel(viewer, "search", "KeyF", () => this.field.select());
    this.box = this.panel.box;
    this.field = this.box.querySelector("input");
    this.list = this.box.querySelector(".search-found");
    this.unread = this.box.querySelector(".search-unread");
    this.note = this.box.querySelector(".search-recognised");
    this.box.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.run(this.field.value);
    });
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.panel.show(Number(button.dataset.page));
    });
  }

  async run(words) {
    this.stop?.abort();
    const stop = (this.stop = new AbortController());
    this.list.replaceChildren();
    this.note.hidden = this.unread.hidden = true;
    let [start, unread, hasRecognised] = [1, [], false];
    while (start) {
      const answer = await this.ask(words, start, stop.signal);
      if (stop.signal.aborted) return;
      if (answer.error) {
        this.say(answer.error);
        return;
      }
      this.list.append(...answer.found.map((each) => this.itemOf(each)));
      unread = unread.concat(answer.unread);
      hasRecognised ||= answer.has_recognised;
      start = this.list.childElementCount < MOST ? answer.following : 0;
      this.tell(answer, start, unread);
      this.note.hidden = !hasRecognised;
    }
  }

  /** What came back, or a sentence about what went wrong. */
  async ask(words, start, signal) {
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token };
    const body = JSON.stringify({ words, start });
    try {
      const answer = await fetch(this.box.dataset.url, { method: "POST", headers, body, signal });
      if (answer.ok || answer.status === 422) return await answer.json();
    } catch {
      // Told below like every other failure; a search that was given up is not told.
    }
    return { error: this.box.dataset.failed };
  }

  tell(answer, following, unread) {
    const n = this.list.childElementCount;
    const { going, done, nothing, nothingThere, noText, comma } = this.box.dataset;
    const pages = stretchesOf(unread).join(comma);
    this.unread.textContent = this.filled("unread", { n: unread.length, all: answer.n_pages, pages });
    this.unread.hidden = !unread.length;
    if (following) this.say(going, { page: following - 1, all: answer.n_pages });
    else if (n) this.say(done, { n });
    else if (unread.length < answer.n_pages) this.say(unread.length ? nothingThere : nothing);
    else this.say(noText);
  }

  itemOf([page, label, places]) {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.dataset.page = page;
    const name = Object.assign(document.createElement("b"), { textContent: this.filled("page", { label }) });
    button.append(name, ...places.map((place) => excerptOf(place)));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  filled(name, values) {
    return this.box.dataset[name].replace(/\{(\w+)\}/g, (place, key) => values[key] ?? place);
  }

  say(sentence, values = {}) {
    const words = sentence.replace(/\{(\w+)\}/g, (place, key) => values[key] ?? place);
    this.box.querySelector(".search-said").textContent = words;
  }
}

/** Pages that follow each other are written as the first and the last of them. */
function stretchesOf(pages) {
  const found = [];
  const volume = (name) => name.replace(/\d+$/, "");
  for (const [page, name] of pages) {
    const last = found.at(-1);
    if (last && page === last.page + 1 && volume(name) === volume(last.end)) Object.assign(last, { page, end: name });
    else found.push({ page, start: name, end: name });
  }
  return found.map(({ start, end }) => (start === end ? start : `${start}–${end}`));
}

function excerptOf([before, found, after]) {
  const line = Object.assign(document.createElement("span"), { className: "search-excerpt" });
  const mark = Object.assign(document.createElement("mark"), { textContent: found });
  line.append(before, mark, after);
  return line;
}
