// Panels beside the pages: one is open at a time; where there is little room it lies
// over the pages and closes once a page was chosen.

import { areKeysOn } from "./key_switch.js";

const WRITING = 'textarea, select, input:not([type="radio"]):not([type="checkbox"])';
export const NARROW = window.matchMedia("(max-width: 900px)");

export class Panel {
  /** `letter` is the code of the key that opens it; `onOpen` puts the focus inside. */
  constructor(viewer, name, letter, onOpen) {
    this.viewer = viewer;
    this.box = viewer.box.querySelector(`.viewer-${name}`);
    this.button = viewer.box.querySelector(`[data-panel="${name}"]`);
    this.onOpen = onOpen;
    this.button.addEventListener("click", () => {
      this.before = null;
      this.toggle(this.box.hidden);
    });
    this.box.addEventListener("keydown", (event) => this.left(event));
    document.addEventListener("keydown", (event) => {
      if (isKey(event) && event.code === letter) this.called(event);
    });
    viewer.box.addEventListener("panel", (event) => event.detail !== this && this.toggle(false));
  }

  called(event) {
    event.preventDefault();
    this.before = event.target;
    this.viewer.reveal(() => this.toggle(true));
  }

  /** Esc leads back to where the panel was called from by its key, or to the pages. */
  left(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.toggle(false);
    const { before } = this;
    const isThere = before?.isConnected && before !== document.body && before.offsetParent;
    (isThere ? before : this.viewer.stage.room).focus({ preventScroll: true });
  }

  /** The pages become narrower or wider; the one in sight stays in sight. */
  toggle(isOpen) {
    const { page, stage } = this.viewer;
    if (this.box.hidden === isOpen) {
      this.box.hidden = !isOpen;
      this.button.setAttribute("aria-expanded", String(isOpen));
      stage.scrollTo(page);
    }
    if (!isOpen) return;
    this.viewer.box.dispatchEvent(new CustomEvent("panel", { detail: this }));
    this.onOpen();
  }

  /** Show a page that was chosen here; the panel stays where there is room. */
  show(page) {
    this.viewer.reveal(() => this.viewer.show(page));
    if (NARROW.matches) this.toggle(false);
  }
}

/** A single key, outside of text fields and dialogs, where single keys act. */
export function isKey(event) {
  if (event.isComposing || event.altKey || event.metaKey || event.ctrlKey || event.defaultPrevented) return false;
  return areKeysOn() && !event.target.matches(WRITING) && !document.querySelector("dialog[open]");
}
