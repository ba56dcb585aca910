// Findings and pages: a typed number shows its page, a link leads to it again, and what
// is pinned is entered among the pages of the finding that is being written.

const TYPED_DELAY = 500;
const MOST = 100;
const SEPARATORS = /[、,，;；]/;

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
    const first = field.value.split(SEPARATORS).find((each) => /\d/.test(each.normalize("NFKC")));
    return first === undefined ? null : this.viewer.pageOf(first);
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

  textOf(row) {
    return fieldOf(row).value;
  }

  write(row, text) {
    const field = fieldOf(row);
    if (field.value === text) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(this.timer);
  }

  /** The number among the pages of a finding; false if there is no room for it. */
  enter(row, label) {
    const text = this.textOf(row).trim();
    const known = (text.normalize("NFKC").match(/\d+/g) ?? []).map(Number);
    const longer = text ? `${text}、${label}` : String(label);
    if (known.includes(label) || text.split(SEPARATORS).includes(String(label))) return true;
    if (longer.length > MOST) return false;
    this.write(row, longer);
    return true;
  }

  /** The number out again where it stands by itself; spans ("3-5") stay. */
  leave(row, label) {
    const parts = this.textOf(row).split(/([、,，;；])/);
    const at = parts.findIndex((each) => each.normalize("NFKC").trim() === String(label));
    if (at < 0) return;
    parts.splice(at ? at - 1 : 0, 2);
    this.write(row, parts.join(""));
  }

  /** The finding last written in, or the one of the current item that is asked for. */
  written() {
    if (this.row?.isConnected) return this.row;
    return this.form.querySelector(".line.is-current .why[open]") ? this.rowToFill() : null;
  }

  /** The finding last written in, or the first of the current item without a page. */
  rowToFill() {
    if (this.row?.isConnected) return this.row;
    const rows = [...(this.form.querySelector(".line.is-current")?.querySelectorAll("[data-finding]") ?? [])];
    return rows.find((row) => !this.textOf(row).trim()) ?? rows.at(-1) ?? null;
  }
}

function fieldOf(row) {
  return row.querySelector('[data-field="pages"]');
}
