// Pins as they lie on the pages. What is kept is in thousandths of the upright page;
// what is drawn follows its turn, and its zoom by itself.

const FULL = 1000;
const LEAST = 6;
const UPRIGHT = {
  0: (x, y) => [x, y],
  90: (x, y) => [y, FULL - x],
  180: (x, y) => [FULL - x, FULL - y],
  270: (x, y) => [FULL - y, x],
};
const TURNED = {
  0: (x, y) => [x, y],
  90: (x, y) => [FULL - y, x],
  180: (x, y) => [FULL - x, FULL - y],
  270: (x, y) => [y, FULL - x],
};

/** The box between two places, after each was carried over. */
function between(one, other, carry) {
  const [a, b] = [carry(...one), carry(...other)];
  const [x, y] = [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
  return [x, y, Math.max(a[0], b[0]) - x, Math.max(a[1], b[1]) - y];
}

export class PinLayer {
  /** `onDrawn(page, box)` takes what was clicked or drawn, on the upright page. */
  constructor(stage, onDrawn) {
    this.stage = stage;
    this.onDrawn = onDrawn;
    const { list } = stage;
    for (const image of list.querySelectorAll("img")) image.draggable = false;
    list.addEventListener("pointerdown", (event) => this.begin(event));
    list.addEventListener("pointermove", (event) => this.extend(event));
    list.addEventListener("pointerup", (event) => this.end(event));
    list.addEventListener("pointercancel", () => this.drop());
    list.addEventListener("click", (event) => this.tapped(event));
  }

  turnOf(item) {
    return this.stage.turns.get(Number(item.dataset.page)) ?? 0;
  }

  /** Where on the page as it is drawn, in thousandths, never beside it. */
  placeOf(event, item) {
    const { left, top, width, height } = item.getBoundingClientRect();
    const share = (value) => Math.round(FULL * Math.min(1, Math.max(0, value)));
    return [share((event.clientX - left) / width), share((event.clientY - top) / height)];
  }

  itemAt(event) {
    return event.target.closest(".pin") ? null : event.target.closest(".viewer-pages > li");
  }

  /** A finger scrolls; it pins by a tap. */
  begin(event) {
    const item = this.itemAt(event);
    if (!item || event.button || event.ctrlKey || event.metaKey || event.pointerType === "touch") return;
    this.drag = { item, from: this.placeOf(event, item), x: event.clientX, y: event.clientY };
    this.stage.list.setPointerCapture(event.pointerId);
  }

  extend(event) {
    if (!this.drag) return;
    const { item, from, x, y } = this.drag;
    if (!this.drag.box && Math.hypot(event.clientX - x, event.clientY - y) < LEAST) return;
    if (!this.drag.box) {
      this.drag.box = Object.assign(document.createElement("span"), { className: "pin-box is-drawing" });
      item.append(this.drag.box);
    }
    this.drag.to = this.placeOf(event, item);
    place(this.drag.box, between(from, this.drag.to, TURNED[0]));
  }

  end() {
    const { item, from, to } = this.drag ?? {};
    this.drop();
    if (item) this.drawn(item, from, to ?? from);
  }

  drop() {
    this.drag?.box?.remove();
    this.drag = null;
  }

  tapped(event) {
    const item = this.itemAt(event);
    if (!item || event.pointerType !== "touch") return;
    const at = this.placeOf(event, item);
    this.drawn(item, at, at);
  }

  drawn(item, from, to) {
    this.onDrawn(Number(item.dataset.page), between(from, to, UPRIGHT[this.turnOf(item)]));
  }

  /** Where a pin lies on the page as it is drawn now. */
  boxOf(pin) {
    const [x = 0, y = 0, width = 0, height = 0] = pin.box;
    const item = this.stage.items[pin.page - 1];
    return pin.box.length ? between([x, y], [x + width, y + height], TURNED[this.turnOf(item)]) : [0, 0, 0, 0];
  }

  /** All pins of the file; only pages on which something changed are drawn again. */
  draw(pins, words) {
    const byPage = grouped(pins);
    for (const item of this.stage.items) {
      const own = byPage.get(Number(item.dataset.page)) ?? [];
      const said = own.length ? JSON.stringify([this.turnOf(item), own.map((pin) => [pin.name, pin.box, words(pin)])]) : "";
      if ((item.dataset.pins ?? "") === said) continue;
      item.dataset.pins = said;
      this.drawOn(item, own, words);
    }
  }

  drawOn(item, pins, words) {
    for (const each of item.querySelectorAll(":scope > .pin, :scope > .pin-box, :scope > .pin-whole")) each.remove();
    const whole = Object.assign(document.createElement("div"), { className: "pin-whole" });
    for (const pin of pins) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "pin", textContent: pin.name });
      button.dataset.pin = pin.name;
      button.setAttribute("aria-label", words(pin));
      if (!pin.box.length) {
        whole.append(button);
        continue;
      }
      const box = this.boxOf(pin);
      const area = Object.assign(document.createElement("span"), { className: "pin-box" });
      area.classList.toggle("is-point", !box[2] && !box[3]);
      place(area, box);
      button.style.left = `min(${box[0] / 10}%, calc(100% - 3.5rem))`;
      button.style.top = `max(0px, calc(${box[1] / 10}% - 1.6rem))`;
      item.append(area, button);
    }
    if (whole.childElementCount) item.append(whole);
  }

  markOf(pin) {
    return this.stage.items[pin.page - 1].querySelector(`.pin[data-pin="${pin.name}"]`);
  }

  /** Bring a pin into the upper third, where its page counts as the one in sight. */
  show(pin) {
    const { room, items } = this.stage;
    const item = items[pin.page - 1];
    const [x, y] = this.boxOf(pin);
    const third = room.clientHeight / 3;
    const down = item.offsetTop + (y / FULL) * item.clientHeight;
    room.scrollTop = Math.max(item.offsetTop - 6, down - third);
    room.scrollLeft = (x / FULL) * item.clientWidth - room.clientWidth / 3;
    this.stage.load(item);
  }
}

function place(element, [x, y, width, height]) {
  Object.assign(element.style, { left: `${x / 10}%`, top: `${y / 10}%`, width: `${width / 10}%`, height: `${height / 10}%` });
}

function grouped(pins) {
  const found = new Map();
  for (const pin of pins) found.set(pin.page, [...(found.get(pin.page) ?? []), pin]);
  return found;
}
