// The pages under one another. A page that is not looked at is an empty box of its
// shape; its image is fetched when it comes near, and given up when it is far away.

import { Again } from "./viewer_again.js";

const WIDTHS = [900, 1400, 2000];
const THUMB = 160;
const ZOOMS = [0.5, 0.65, 0.8, 1, 1.25, 1.5, 2, 3];
const NEAR = "60% 0px";
const FAR = 12;
// Room for a page's number, which stands above it.
const ABOVE = 26;

export class Stage {
  constructor(box, pages, onPage) {
    this.box = box;
    this.pages = pages;
    this.onPage = onPage;
    this.room = box.querySelector(".viewer-stage");
    this.list = box.querySelector(".viewer-pages");
    this.thumbs = box.querySelector(".viewer-thumbs");
    this.turns = new Map();
    this.zoom = ZOOMS.indexOf(1);
    this.again = new Again(box.dataset, (item) => this.load(item));
    this.items = pages.map((page) => this.itemOf(page));
    this.list.append(...this.items.filter((item) => !item.parentNode));
    // The first one came with the page itself, in this width; a sharper one follows where
    // there is room for it.
    this.load(this.items[0], WIDTHS[0]);
    this.watch();
    this.room.addEventListener("scroll", () => this.scrolled(), { passive: true });
    new ResizeObserver(() => this.refresh()).observe(this.room);
    // What could not be fetched is fetched once the server is there again.
    window.addEventListener("online", () => this.refresh());
    document.addEventListener("reached", () => this.refresh());
  }

  itemOf({ page, label, shape, isGap, isWithheld }) {
    const item = this.list.querySelector(`[data-page="${page}"]`) ?? newItem(page);
    const image = item.querySelector("img");
    if (isGap) this.markGap(item, isWithheld ? "withheld" : "gap", label);
    item.style.aspectRatio = `1000 / ${shape}`;
    image.alt = this.box.dataset.alt.replace("{label}", label);
    image.addEventListener("error", () => this.failed(item));
    image.addEventListener("load", () => this.again.arrived(item));
    // It may have come, or not, before anybody listened.
    if (image.complete && image.hasAttribute("src")) image.dispatchEvent(new Event(image.naturalWidth ? "load" : "error"));
    const number = Object.assign(document.createElement("span"), { className: "viewer-number", textContent: label });
    number.setAttribute("aria-hidden", "true");
    item.append(number);
    item.classList.remove("is-first");
    return item;
  }

  /** A page that cannot be shown says why in its place. */
  markGap(item, why, label) {
    item.classList.add("is-gap");
    item.querySelector("img").removeAttribute("src");
    const words = this.box.dataset[why].replace("{label}", label);
    item.append(Object.assign(document.createElement("p"), { textContent: words }));
  }

  watch() {
    const seen = (entries) => {
      for (const entry of entries) {
        entry.target.isNear = entry.isIntersecting;
        if (entry.isIntersecting) this.load(entry.target);
      }
    };
    const observer = new IntersectionObserver(seen, { root: this.room, rootMargin: NEAR });
    for (const item of this.items) observer.observe(item);
  }

  /** As wide as it is drawn, from the few widths there are. */
  width(item) {
    const drawn = item.clientWidth * window.devicePixelRatio;
    return WIDTHS.find((each) => each >= drawn) ?? WIDTHS.at(-1);
  }

  load(item, width = this.width(item)) {
    const page = Number(item.dataset.page);
    if (this.pages[page - 1].isGap) return;
    const turn = this.turns.get(page) ?? 0;
    // With its key: should scans be moved meanwhile, no other page comes in its place.
    const { key } = this.pages[page - 1];
    const address = `${this.box.dataset.pages}${page}?width=${width}&turn=${turn}&key=${key}`;
    const image = item.querySelector("img");
    if (image.getAttribute("src") === address) return;
    item.classList.remove("is-loaded", "is-broken");
    image.src = address;
  }

  failed(item) {
    const image = item.querySelector("img");
    const address = image.getAttribute("src");
    if (!address) return;
    image.removeAttribute("src");
    this.again.wait(item, image, address);
  }

  refresh() {
    for (const item of this.items) if (item.isNear) this.load(item);
  }

  scrolled() {
    if (this.isWaiting) return;
    this.isWaiting = true;
    requestAnimationFrame(() => {
      this.isWaiting = false;
      if (!this.isInSight) return;
      const page = this.pageInSight();
      this.onPage(page);
      this.forget(page);
    });
  }

  /** Not while the other tab is shown: then nothing in it has a place. */
  get isInSight() {
    return this.room.clientHeight > 0;
  }

  /** The page that lies on a line in the upper third of what is seen. */
  pageInSight() {
    const line = this.room.scrollTop + this.room.clientHeight / 3;
    let [low, high] = [0, this.items.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.items[middle].offsetTop <= line) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  forget(page) {
    for (const item of this.items) {
      const image = item.querySelector("img[src]");
      if (image && !item.isNear && Math.abs(item.dataset.page - page) > FAR) {
        image.removeAttribute("src");
        item.classList.remove("is-loaded");
      }
    }
  }

  scrollTo(page) {
    const item = this.items[page - 1];
    this.room.scrollTop = item.offsetTop - ABOVE;
    this.load(item);
  }

  zoomBy(step) {
    const page = this.pageInSight();
    this.zoom = Math.min(ZOOMS.length - 1, Math.max(0, this.zoom + step));
    this.list.style.setProperty("--zoom", ZOOMS[this.zoom]);
    this.scrollTo(page);
    this.refresh();
  }

  turn(page) {
    const item = this.items[page - 1];
    const turn = ((this.turns.get(page) ?? 0) + 90) % 360;
    this.turns.set(page, turn);
    const { shape } = this.pages[page - 1];
    item.style.aspectRatio = turn % 180 ? `${shape} / 1000` : `1000 / ${shape}`;
    this.load(item);
    this.scrollTo(page);
  }

  /** The pages become narrower or wider; the one in sight stays in sight. */
  toggleThumbs(isOpen, page, onChoice) {
    if (!this.thumbs.childElementCount) this.fillThumbs(onChoice);
    this.thumbs.hidden = !isOpen;
    this.scrollTo(page);
    this.markThumb(page);
  }

  fillThumbs(onChoice) {
    const items = this.pages.map(({ page, label, shape, key, isGap }) => {
      const button = Object.assign(document.createElement("button"), { type: "button" });
      const image = Object.assign(document.createElement("img"), { alt: "", loading: "lazy" });
      image.style.aspectRatio = `1000 / ${shape}`;
      if (!isGap) image.src = `${this.box.dataset.pages}${page}?width=${THUMB}&key=${key}`;
      const number = Object.assign(document.createElement("span"), { textContent: label });
      button.append(image, number);
      button.addEventListener("click", () => onChoice(page));
      const item = document.createElement("li");
      item.append(button);
      return item;
    });
    this.thumbs.replaceChildren(...items);
  }

  markThumb(page) {
    this.thumbs.querySelector("[aria-current]")?.removeAttribute("aria-current");
    if (this.thumbs.hidden) return;
    const button = this.thumbs.children[page - 1]?.firstElementChild;
    button?.setAttribute("aria-current", "true");
    button?.scrollIntoView({ block: "nearest" });
  }
}

function newItem(page) {
  const item = document.createElement("li");
  item.dataset.page = page;
  item.append(Object.assign(document.createElement("img"), { decoding: "async" }));
  return item;
}
