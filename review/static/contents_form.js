// The officer's contents list: the pages beside the rows, a number becomes its paper,
// Enter goes from field to field, an empty page field takes the page in sight.

import { Stage } from "./viewer_stage.js";

class ContentsForm {
  constructor(form, box) {
    this.form = form;
    this.rows = form.querySelector(".contents-rows tbody");
    this.names = box.dataset.names.split(" ");
    this.choices = [...form.querySelectorAll("#papers option")].map((each) => each.value);
    const shapes = box.dataset.shapes.split(" ").map(Number);
    this.page = 1;
    for (const each of [form, box]) each.classList.add("is-live");
    const pages = this.names.map((label, n) => ({ page: n + 1, label, shape: shapes[n] }));
    this.stage = new Stage(box, pages, (page) => (this.page = page));
    form.addEventListener("keydown", (event) => this.pressed(event));
    form.addEventListener("focusin", (event) => this.look(event.target));
    form.addEventListener("input", (event) => this.look(event.target));
    form.addEventListener("change", (event) => this.settle(event.target));
    form.addEventListener("click", (event) => this.clicked(event));
  }

  /** Show the page that a row names. */
  look(field) {
    if (field.name !== "page") return;
    const at = this.names.indexOf(plain(field.value));
    if (at >= 0) this.show(at + 1);
  }

  show(page) {
    this.page = Math.min(this.names.length, Math.max(1, page));
    this.stage.scrollTo(this.page);
  }

  /** A typed number is replaced by the paper it stands for. */
  settle(field) {
    const number = plain(field.value);
    if (field.name !== "paper" || !/^\d+$/.test(number)) return;
    field.value = this.choices[Number(number) - 1] ?? field.value;
  }

  clicked(event) {
    const button = event.target.closest("[data-here]");
    if (button) this.take(button.closest("tr").querySelector('[name="page"]'));
  }

  take(field) {
    field.value = this.names[this.page - 1];
  }

  pressed(event) {
    if (event.isComposing || !event.target.matches('[name="paper"], [name="page"]')) return;
    const leaf = { PageDown: 1, PageUp: -1 }[event.key];
    if (leaf) {
      event.preventDefault();
      this.show(this.page + leaf);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (event.ctrlKey) this.form.requestSubmit();
      else this.goOn(event.target);
    }
  }

  goOn(field) {
    this.settle(field);
    const row = field.closest("tr");
    if (field.name === "paper") {
      row.querySelector('[name="page"]').focus();
      return;
    }
    const paper = row.querySelector('[name="paper"]');
    if (!field.value.trim() && paper.value.trim()) this.take(field);
    (row.nextElementSibling ?? this.added()).querySelector('[name="paper"]').focus();
  }

  added() {
    const number = String(this.rows.childElementCount + 1);
    const row = document.getElementById("contents-row").content.firstElementChild.cloneNode(true);
    for (const field of row.querySelectorAll("input")) {
      field.setAttribute("aria-label", field.getAttribute("aria-label").replace("0", number));
    }
    this.rows.append(row);
    return row;
  }
}

function plain(text) {
  return text.normalize("NFKC").replace(/\s/g, "");
}

const form = document.getElementById("contents-form");
if (form) new ContentsForm(form, document.getElementById("contents-stage"));
