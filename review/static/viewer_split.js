// The divider between file and sheet, by mouse, finger and keyboard; two tabs where
// there is no room for both. The cookie holds a width and nothing else.

const COOKIE = "case_review_split";
const LEAST = 20;
const MOST = 75;
const STEP = 2;
const YEAR = 365 * 24 * 3600;

export class Split {
  /** `onTabs` is told when the other of two tabs came into sight. */
  constructor(box, onTabs) {
    this.box = box;
    this.onTabs = onTabs;
    this.bar = box.querySelector(".split-bar");
    this.tabs = box.querySelector(".split-tabs");
    this.places = {};
    this.set(this.remembered());
    this.listen();
  }

  listen() {
    for (const button of this.box.querySelectorAll("[data-show]")) {
      button.addEventListener("click", () => this.show(button.dataset.show));
    }
    this.bar.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.bar.focus();
      this.bar.setPointerCapture(event.pointerId);
    });
    this.bar.addEventListener("pointermove", (event) => {
      if (!this.bar.hasPointerCapture(event.pointerId)) return;
      const { left, width } = this.box.getBoundingClientRect();
      this.set((100 * (event.clientX - left)) / width);
    });
    this.bar.addEventListener("pointerup", () => this.keep());
    this.bar.addEventListener("keydown", (event) => this.pressed(event));
  }

  pressed(event) {
    const to = {
      ArrowLeft: this.share - STEP,
      ArrowRight: this.share + STEP,
      Home: LEAST,
      End: MOST,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.set(to);
    this.keep();
  }

  get top() {
    return this.box.getBoundingClientRect().top + window.scrollY;
  }

  set(share) {
    this.share = Math.round(Math.min(MOST, Math.max(LEAST, share)));
    this.box.style.setProperty("--split", `${this.share}%`);
    this.bar.setAttribute("aria-valuenow", this.share);
  }

  remembered() {
    const found = new RegExp(`(?:^|; )${COOKIE}=(\\d+)`).exec(document.cookie);
    return found ? Number(found[1]) : Number(this.bar.getAttribute("aria-valuenow"));
  }

  keep() {
    document.cookie = `${COOKIE}=${this.share}; path=/reviews; max-age=${YEAR}; SameSite=Lax`;
  }

  /** Whether of the two tabs the sheet is the one in sight. */
  get isSheet() {
    return this.tabs.offsetParent !== null && this.box.dataset.shown === "sheet";
  }

  /** Each tab comes back where it was left; the file has a place of its own. */
  show(name) {
    const before = this.box.dataset.shown;
    if (before === name) return;
    this.places[before] = window.scrollY;
    this.box.dataset.shown = name;
    if (this.tabs.offsetParent) window.scrollTo(0, this.places[name] ?? Math.min(window.scrollY, this.top));
    for (const button of this.box.querySelectorAll("[data-show]")) {
      button.setAttribute("aria-pressed", String(button.dataset.show === name));
    }
    if (this.tabs.offsetParent) this.onTabs();
  }
}
