// A long group of boxes gets a field that shows those with a word, and ticks them at once.
// Enter stays in the field: it would send the form. Arrow down goes to the boxes.

const MANY = 12;

class Boxes {
  constructor(group) {
    this.bar = group.querySelector(".many-bar");
    this.field = this.bar.querySelector("input");
    this.said = this.bar.querySelector("output");
    this.lines = [...group.querySelectorAll("li")];
    if (this.lines.length <= MANY) return;
    this.bar.hidden = false;
    this.field.addEventListener("input", () => this.show());
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    group.addEventListener("change", (event) => event.target === this.field || this.count());
    this.bar.addEventListener("click", (event) => this.tick(event.target.dataset.tick));
    this.count();
  }

  get shown() {
    return this.lines.filter((line) => !line.hidden);
  }

  show() {
    const words = plain(this.field.value).split(" ").filter(Boolean);
    for (const line of this.lines) {
      const text = plain(line.textContent);
      line.hidden = !words.every((word) => text.includes(word));
    }
    this.count();
  }

  pressed(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") this.shown[0]?.querySelector("input").focus();
    else if (event.key === "Escape" && this.field.value) {
      this.field.value = "";
      this.show();
    } else if (event.key !== "Enter") return;
    event.preventDefault();
  }

  tick(how) {
    if (!how) return;
    for (const line of this.shown) line.querySelector("input").checked = how === "all";
    this.count();
  }

  count() {
    const chosen = this.lines.filter((line) => line.querySelector("input").checked).length;
    const numbers = { n: chosen, of: this.lines.length, shown: this.shown.length };
    this.said.textContent = this.bar.dataset.said.replace(/\{(\w+)\}/g, (whole, name) => numbers[name] ?? whole);
  }
}

function plain(text) {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}

for (const group of document.querySelectorAll(".checks:has(.many-bar)")) new Boxes(group);
