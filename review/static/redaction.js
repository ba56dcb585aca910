// Boxes on a page: drawn over the image, or entered in the form. The server's answer is
// the page itself; of it only what changed is put in, so that the image stays.

const FULL = 1_000_000;
const LEAST = 4_000;
const NS = "http://www.w3.org/2000/svg";
const PARTS = ["layer", "said", "list"];

class Sheet {
  constructor(desk) {
    this.desk = desk;
    this.svg = desk.querySelector(".redaction-layer");
    this.form = desk.querySelector("#box-form");
    this.listen();
  }

  listen() {
    this.svg.addEventListener("pointerdown", (event) => this.begin(event));
    this.svg.addEventListener("pointermove", (event) => this.stretch(event));
    this.svg.addEventListener("pointerup", (event) => this.end(event));
    this.svg.addEventListener("pointercancel", () => this.drop());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.drop();
    });
    this.desk.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(event.target);
    });
    for (const name of ["pointerover", "focusin"]) {
      this.desk.addEventListener(name, (event) => this.mark(event.target.closest("li[data-box]")));
    }
  }

  /** Where on the page, in millionths; beside it is on its edge. */
  place(event) {
    const { left, top, width, height } = this.svg.getBoundingClientRect();
    const within = (share) => Math.round(FULL * Math.min(1, Math.max(0, share)));
    return [within((event.clientX - left) / width), within((event.clientY - top) / height)];
  }

  begin(event) {
    if (event.button !== 0 || this.isSending) return;
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    this.start = this.place(event);
    this.draft = document.createElementNS(NS, "rect");
    this.draft.setAttribute("class", "is-draft");
    this.svg.append(this.draft);
  }

  stretch(event) {
    if (!this.draft) return;
    const [x, y] = this.place(event);
    const [fromX, fromY] = this.start;
    this.sides = { x: Math.min(x, fromX), y: Math.min(y, fromY), width: Math.abs(x - fromX), height: Math.abs(y - fromY) };
    for (const [name, value] of Object.entries(this.sides)) this.draft.setAttribute(name, value);
  }

  end(event) {
    if (!this.draft) return;
    this.stretch(event);
    const { x, y, width, height } = this.sides;
    if (Math.min(width, height) < LEAST) {
      this.drop();
      return;
    }
    const names = { left: x, top: y, width, height };
    for (const [name, value] of Object.entries(names)) this.form.elements[name].value = value / 10_000;
    this.send(this.form);
  }

  drop() {
    this.draft?.remove();
    this.draft = null;
  }

  mark(line) {
    for (const rect of this.svg.querySelectorAll("[data-box]")) {
      rect.classList.toggle("is-marked", rect.dataset.box === line?.dataset.box);
    }
  }

  async send(form) {
    if (this.isSending) return;
    this.isSending = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      this.show(new DOMParser().parseFromString(await answer.text(), "text/html"), form);
      if (answer.ok && form === this.form) form.reset();
    } catch {
      this.fail();
    } finally {
      this.isSending = false;
      this.drop();
    }
  }

  show(page, form) {
    if (!PARTS.every((name) => page.querySelector(`[data-part="${name}"]`))) {
      this.fail();
      return;
    }
    const isGone = form !== this.form;
    for (const name of PARTS) {
      this.desk.querySelector(`[data-part="${name}"]`).replaceWith(document.importNode(page.querySelector(`[data-part="${name}"]`), true));
    }
    // The button that was pressed is gone with its line.
    if (isGone) this.desk.querySelector('[data-part="list"] h2').focus();
  }

  fail() {
    const box = Object.assign(document.createElement("div"), { className: "alert alert-danger", textContent: this.desk.dataset.broken });
    box.setAttribute("role", "alert");
    this.desk.querySelector('[data-part="said"]').replaceChildren(box);
  }
}

const desk = document.getElementById("redaction");
if (desk) new Sheet(desk);
