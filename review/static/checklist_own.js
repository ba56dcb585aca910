// The reviewer's own recent phrases, asked for when a reason is about to be written.
import { phrase } from "./checklist_lines.js";

export class OwnPhrases {
  constructor(page) {
    this.page = page;
    this.url = page.form.dataset.phrases;
    this.asked = new Map();
    if (!this.url) return;
    page.form.addEventListener("focusin", (event) => {
      if (event.target.matches('[data-field="reason"]')) this.offer(event.target);
    });
  }

  /** One request for each item; a failure is asked again at the next focus. */
  known(code) {
    if (!this.asked.has(code)) {
      const answer = fetch(`${this.url}?item=${encodeURIComponent(code)}`, { headers: { Accept: "application/json" } })
        .then((response) => (response.ok ? response.json() : Promise.reject(response)))
        .then((found) => found.phrases)
        .catch(() => this.asked.delete(code) && []);
      this.asked.set(code, answer);
    }
    return this.asked.get(code);
  }

  async offer(field) {
    const box = field.closest(".line");
    const texts = await this.known(box.dataset.code);
    if (document.activeElement !== field) return;
    const written = [...box.querySelectorAll('[data-field="reason"]')].map((each) => each.value.trim());
    const ready = [...box.querySelectorAll("[data-ready]")].map((each) => each.textContent.trim());
    const fresh = texts.filter((each) => !written.some((one) => one.includes(each)) && !ready.includes(each));
    this.box?.remove();
    if (!fresh.length) return;
    this.box = document.createElement("div");
    this.box.className = "ready-texts own-phrases";
    this.box.setAttribute("role", "group");
    this.box.setAttribute("aria-label", phrase("own"));
    this.box.append(...fresh.map((text) => this.button(text, field)));
    field.closest(".finding").after(this.box);
  }

  button(text, field) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ready";
    button.textContent = text;
    button.addEventListener("click", () => this.insert(text, field));
    return button;
  }

  /** Behind what stands there already; whatever follows is as if it had been typed. */
  insert(text, field) {
    const before = field.value.trimEnd();
    field.value = before ? `${before}\n${text}` : text;
    this.box.remove();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
