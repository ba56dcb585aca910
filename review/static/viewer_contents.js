// The contents list: a paper leads to its first page, the one in sight is marked, keys
// go from paper to paper, and what the list says beside a line leads to its page too.

import { Panel, isKey } from "./viewer_panels.js";

// Chinese input methods give them in full width.
const BRACES = { "}": 1, "{": -1, "｝": 1, "｛": -1 };

export class Contents {
  constructor(viewer) {
    this.viewer = viewer;
    document.addEventListener("click", (event) => this.clicked(event));
    this.links = [...viewer.box.querySelectorAll(".viewer-contents a")];
    if (!this.links.length) return;
    this.panel = new Panel(viewer, "contents", "KeyC", () => this.focus());
    this.panel.box.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("keydown", (event) => this.turned(event));
  }

  /** The link that belongs to the page: the last one that begins on or before it. */
  linkOf(page) {
    return this.links.filter((link) => Number(link.dataset.page) <= page).at(-1);
  }

  mark(page) {
    const here = this.linkOf(page);
    if (here === this.here) return;
    this.here?.removeAttribute("aria-current");
    here?.setAttribute("aria-current", "true");
    this.here = here;
    if (here && !this.panel.box.hidden) here.scrollIntoView({ block: "nearest" });
  }

  focus() {
    const link = this.here ?? this.links[0];
    link.focus();
    link.scrollIntoView({ block: "nearest" });
  }

  clicked(event) {
    const link = event.target.closest(".paper-jump, .viewer-contents a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const page = Number(link.dataset.page);
    if (link.matches(".paper-jump")) this.viewer.reveal(() => this.viewer.show(page));
    else this.panel.show(page);
  }

  /** Up and down in the list. */
  pressed(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    this.links[this.links.indexOf(document.activeElement) + by]?.focus();
  }

  /** Braces: to the first page of the next paper, or of the one before. */
  turned(event) {
    const by = BRACES[event.key];
    if (!by || !isKey(event)) return;
    event.preventDefault();
    const pages = [...new Set(this.links.map((link) => Number(link.dataset.page)))];
    const { page } = this.viewer;
    const next = by > 0 ? pages.find((each) => each > page) : pages.findLast((each) => each < page);
    if (next) this.viewer.show(next);
  }
}
