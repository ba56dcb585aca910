// Findings and pages: a typed number shows its page, a link leads to it again, and the
// page in sight can be entered in the finding that is being written.

const TYPED_DELAY = 500;
const MOST = 100;

export class Findings {
  constructor(viewer, form) {
    this.viewer = viewer;
    this.form = form;
    form.addEventListener("focusin", (event) => this.follow(event.target));
    form.addEventListener("input", (event) => this.typed(event.target));
    form.addEventListener("click", (event) => this.clicked(event));
    const changed = new MutationObserver(() => this.drawLinks());
    for (const box of form.querySelectorAll('[data-role="findings"]')) changed.observe(box, { childList: true });
    this.drawLinks();
  }

  follow(target) {
    this.row = target.closest("[data-finding]") ?? (target.closest(".line") === this.row?.closest(".line") ? this.row : null);
  }

  typed(field) {
    if (field.dataset.field !== "pages") return;
    this.drawLink(field);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const page = this.pageIn(field);
      if (page) this.viewer.show(page);
    }, TYPED_DELAY);
  }

  /** The first number of the field, if the file has such a page. */
  labelIn(field) {
    const found = /\d+/.exec(field.value.normalize("NFKC"));
    return found ? Number(found[0]) : null;
  }

  pageIn(field) {
    const label = this.labelIn(field);
    return label === null ? null : this.viewer.pageOf(label);
  }

  drawLinks() {
    for (const field of this.form.querySelectorAll('[data-finding] [data-field="pages"]')) this.drawLink(field);
  }

  drawLink(field) {
    const place = field.closest(".field");
    let link = place.parentElement.querySelector(".page-jump");
    const page = this.pageIn(field);
    if (!page) {
      link?.remove();
      return;
    }
    if (!link) {
      link = Object.assign(document.createElement("a"), { className: "page-jump" });
      place.after(link);
    }
    link.href = `${this.viewer.box.dataset.pages}?page=${page}`;
    link.textContent = this.viewer.phrase("jump", { label: this.labelIn(field) });
  }

  clicked(event) {
    const link = event.target.closest(".page-jump");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const page = this.pageIn(link.closest("[data-finding]").querySelector('[data-field="pages"]'));
    if (page) this.viewer.reveal(() => this.viewer.show(page));
  }

  /** Into the finding last written in, or the first of the current item without a page. */
  use(label) {
    const row = this.rowToFill();
    if (!row) {
      this.viewer.say(this.viewer.phrase("choose", {}));
      return;
    }
    const field = row.querySelector('[data-field="pages"]');
    const known = (field.value.normalize("NFKC").match(/\d+/g) ?? []).map(Number);
    if (!known.includes(label)) {
      const text = field.value.trim();
      field.value = (text ? `${text}、${label}` : String(label)).slice(0, MOST);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      clearTimeout(this.timer);
    }
    row.closest("details")?.setAttribute("open", "");
    this.viewer.say(this.viewer.phrase("used", { label }));
  }

  rowToFill() {
    if (this.row?.isConnected) return this.row;
    const rows = [...(this.form.querySelector(".line.is-current")?.querySelectorAll("[data-finding]") ?? [])];
    const isEmpty = (row) => !row.querySelector('[data-field="pages"]').value.trim();
    return rows.find(isEmpty) ?? rows.at(-1) ?? null;
  }
}
