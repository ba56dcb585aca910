// Completion of a query as it is typed: keywords, then the values of the keyword. The
// list follows the pattern of a combobox: arrows choose, Enter takes, Escape closes.

import { completed, suggested, wordAt } from "./query_words.js";

const MOST = 12;

class QueryBox {
  constructor(field, list, said, words) {
    Object.assign(this, { field, list, said, words, at: -1, found: [] });
    const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries(states)) field.setAttribute(name, value);
    field.addEventListener("input", (event) => event.isComposing || this.suggest());
    field.addEventListener("compositionend", () => this.suggest());
    field.addEventListener("keydown", (event) => this.pressed(event));
    field.addEventListener("click", () => this.list.hidden || this.suggest());
    field.addEventListener("blur", () => this.close());
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const line = event.target.closest("li");
      if (line) this.take([...list.children].indexOf(line));
    });
  }

  suggest() {
    const word = wordAt(this.field.value, this.field.selectionStart);
    this.found = suggested(word, this.words).slice(0, MOST);
    this.list.replaceChildren(...this.found.map((each, n) => line(each, n)));
    this.choose(-1);
    this.list.hidden = this.found.length === 0;
    this.field.setAttribute("aria-expanded", String(!this.list.hidden));
    this.said.textContent = this.list.hidden ? "" : this.field.dataset.nFound.replace("{n}", this.found.length);
  }

  close() {
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.choose(-1);
  }

  choose(at) {
    this.at = at;
    [...this.list.children].forEach((each, n) => each.setAttribute("aria-selected", String(n === at)));
    if (at < 0) this.field.removeAttribute("aria-activedescendant");
    else {
      this.field.setAttribute("aria-activedescendant", this.list.children[at].id);
      this.list.children[at].scrollIntoView({ block: "nearest" });
    }
  }

  pressed(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && this.list.hidden) this.suggest();
    else if (this.list.hidden) return;
    else if (event.key === "ArrowDown") this.choose((this.at + 1) % this.found.length);
    else if (event.key === "ArrowUp") this.choose((this.at <= 0 ? this.found.length : this.at) - 1);
    else if (event.key === "Enter" && this.at >= 0) this.take(this.at);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  /** Put the chosen word where the cursor is; a keyword goes on to its values. */
  take(at) {
    const { field } = this;
    const [text, cursor] = completed(field.value, field.selectionStart, this.found[at]);
    field.value = text;
    field.setSelectionRange(cursor, cursor);
    this.close();
    if (this.found[at].goesOn) this.suggest();
  }
}

function line(each, number) {
  const made = document.createElement("li");
  const word = document.createElement("b");
  const finds = document.createElement("span");
  made.id = `query-choice-${number}`;
  made.setAttribute("role", "option");
  word.textContent = each.shown;
  finds.textContent = each.finds;
  made.append(word, finds);
  return made;
}

/** A value, and after a tab what it means where it does not say so itself. */
function value(text) {
  const [word, finds = ""] = text.split("\t");
  return { word, finds };
}

function read(template) {
  return [...template.content.querySelectorAll("li")].map(({ dataset }) => ({
    word: dataset.word,
    names: dataset.names.toLowerCase().split(" "),
    finds: dataset.finds,
    values: dataset.values ? dataset.values.split("\n").map(value) : [],
  }));
}

const field = document.getElementById("query");
const template = document.getElementById("query-words");
if (field && template) {
  const [list, said] = ["query-choices", "query-said"].map((id) => document.getElementById(id));
  new QueryBox(field, list, said, read(template));
}
