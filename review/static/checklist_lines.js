// One line of the sheet: reads the answer from its fields, writes it, says it in words.

import { keysIn, pinsIn, putKeys, putPins } from "./pins.js";

const MOST_EMPTY_ROWS = 6;
const NONE_OF_THESE = "-";

/** Words of the page, in the reader's language, with their {places} filled. */
export function phrase(name, values = {}) {
  const template = document.getElementById("phrases");
  const found = template.content.querySelector(`[data-phrase="${name}"]`);
  const text = found ? found.textContent : "";
  return text.replace(/\{(\w+)\}/g, (place, key) => (key in values ? values[key] : place));
}

/** Answers are the same when they say the same, however numbers and keys are written. */
export function same(one, other) {
  return canonical(one) === canonical(other);
}

export function canonical(value) {
  return JSON.stringify(ordered(value ?? null));
}

function ordered(value) {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([key, each]) => [key, key === "choice" ? plain(each) : ordered(each)]),
  );
}

function plain(choice) {
  if (Array.isArray(choice)) return [...choice].sort();
  const text = String(choice).trim();
  return /^\d+(\.\d+)?$/.test(text) ? String(Number(text)) : text;
}

/** A number as typed, also with the full-width digits of a Chinese keyboard. */
function narrow(text) {
  return text.normalize("NFKC").trim();
}

export class Line {
  constructor(fieldset) {
    this.box = fieldset;
    this.code = fieldset.dataset.code;
    this.control = fieldset.dataset.control;
    this.kind = fieldset.dataset.kind;
    this.choices = [...fieldset.querySelectorAll(`[name="a.${this.code}"]`)];
    this.specials = [...fieldset.querySelectorAll(`[name="s.${this.code}"]`)];
    this.why = fieldset.querySelector(".why");
    this.rowsBox = fieldset.querySelector('[data-role="findings"]');
    this.setAside = undefined;
    this.showNumber();
  }

  get field() {
    return this.choices[0];
  }

  get title() {
    return this.box.querySelector(".line-title").textContent;
  }

  get number() {
    return this.box.querySelector(".line-no").textContent.trim();
  }

  get label() {
    return `${this.box.querySelector(".line-no").textContent} ${this.title}`;
  }

  get state() {
    return this.box.dataset.state;
  }

  get isAnswered() {
    const raw = this.read();
    return raw !== null && ("choice" in raw || "special" in raw);
  }

  /** The answer as the server reads it, or null for none. */
  read() {
    const special = this.special;
    const raw = special ? { special } : this.readChoice();
    if (special === "not_done_external") {
      for (const field of ["organ", "cause"]) {
        const text = this.box.querySelector(`[data-field="${field}"]`).value.trim();
        if (text) raw[field] = text;
      }
    }
    const findings = this.rows.map((row) => this.readRow(row, raw)).filter(Boolean);
    if (findings.length) raw.findings = findings;
    if (findings.length && this.remark?.checked) raw.remark = true;
    return Object.keys(raw).length ? raw : null;
  }

  get special() {
    return this.specials.find((each) => each.checked)?.value ?? "";
  }

  readChoice() {
    if (this.control === "number") {
      const text = narrow(this.field.value);
      return text ? { choice: text } : {};
    }
    if (this.control === "text") {
      const text = this.field.value.trim();
      return text ? { choice: text } : {};
    }
    const chosen = this.choices.filter((each) => each.checked).map((each) => each.value);
    if (!chosen.length) return {};
    if (this.control === "checks") return { choice: chosen.filter((each) => each !== NONE_OF_THESE) };
    return { choice: chosen[0] };
  }

  get rows() {
    return this.rowsBox ? [...this.rowsBox.querySelectorAll("[data-finding]")] : [];
  }

  get remark() {
    return this.box.querySelector('[data-field="remark"]');
  }

  get aside() {
    return this.box.querySelector('[data-role="aside"]');
  }

  /** What stands beside an answer that takes nothing off is left behind or is a remark. */
  showAside(isBeside, isRemark = this.remark?.checked) {
    const note = this.aside;
    if (!isBeside) note?.remove();
    else if (!note) this.rowsBox.after(document.getElementById("aside-note").content.firstElementChild.cloneNode(true));
    if (isBeside) Object.assign(this.remark, { name: `m.${this.code}`, checked: Boolean(isRemark) });
  }

  readRow(row, raw) {
    const finding = {};
    for (const field of ["reason", "pages"]) {
      const text = inRow(row, field).value.trim();
      if (text) finding[field] = text;
    }
    if (inRow(row, "absent").checked) finding.absent = true;
    const pins = pinsIn(row);
    if (pins.length) finding.pins = pins;
    const keys = keysIn(row);
    if (finding.pages && Object.keys(keys).length) finding.keys = keys;
    if (!Object.keys(finding).length) return null;
    const option = inRow(row, "option").value;
    if (option && (!Array.isArray(raw.choice) || raw.choice.includes(option))) finding.option = option;
    return finding;
  }

  /** Show this answer, whatever stood here. */
  write(raw) {
    const answer = raw ?? {};
    for (const each of this.specials) each.checked = each.value === (answer.special ?? "");
    this.writeChoice(answer.choice);
    for (const field of ["organ", "cause"]) {
      const input = this.box.querySelector(`[data-field="${field}"]`);
      if (input) input.value = answer[field] ?? "";
    }
    if (this.rowsBox) this.writeRows(answer);
    this.showNumber();
  }

  /** Whoever is in one of its fields stays there: keys would act on the sheet otherwise. */
  writeRows(answer) {
    const { field } = document.activeElement?.dataset ?? {};
    const at = this.rows.findIndex((row) => row.contains(document.activeElement));
    this.rowsBox.replaceChildren();
    for (const finding of answer.findings ?? []) this.addRow(finding);
    if (answer.findings?.length) this.why.open = true;
    this.showAside(Boolean(answer.remark), answer.remark);
    this.syncRows();
    if (at >= 0 && field) inRow(this.rows[at] ?? this.rows[0], field).focus({ preventScroll: true });
  }

  writeChoice(choice) {
    if (this.control === "number" || this.control === "text") {
      this.field.value = choice ?? "";
      return;
    }
    const chosen = Array.isArray(choice) ? (choice.length ? choice : [NONE_OF_THESE]) : [String(choice ?? "")];
    for (const each of this.choices) each.checked = choice !== undefined && chosen.includes(each.value);
  }

  /** The fields of a choice and of a special answer exclude each other. */
  settle(changed) {
    if (this.specials.includes(changed)) {
      // A click on a special answer by mistake is taken back without a loss.
      if (changed.value) {
        this.setAside = this.readChoice().choice ?? this.setAside;
        this.writeChoice(undefined);
      } else if (this.setAside !== undefined) {
        this.writeChoice(this.setAside);
      }
    } else if (this.choices.includes(changed)) {
      this.settleChecks(changed);
      for (const each of this.specials) each.checked = each.value === "";
    } else {
      return;
    }
    this.syncRows();
    this.showNumber();
  }

  settleChecks(changed) {
    if (this.control !== "checks" || !changed.checked) return;
    for (const each of this.choices) {
      if ((each.value === NONE_OF_THESE) !== (changed.value === NONE_OF_THESE)) each.checked = false;
    }
  }

  setNumber(text) {
    this.field.value = text;
    this.settle(this.field);
  }

  /** One step up or down, without the errors of binary fractions. */
  stepBy(amount) {
    const most = Number(this.field.dataset.most || 999);
    const now = Number(narrow(this.field.value)) || 0;
    const next = Math.min(most, Math.max(0, Math.round((now + amount) * 10000) / 10000));
    this.setNumber(String(next));
  }

  showNumber() {
    if (this.control !== "number") return;
    const value = canonical({ choice: narrow(this.field.value) });
    for (const button of this.box.querySelectorAll(".quick button")) {
      button.setAttribute("aria-pressed", String(canonical({ choice: button.dataset.value }) === value));
    }
  }

  /** As many empty findings as the choice counts and nobody has explained yet. */
  syncRows() {
    if (!this.rowsBox) return;
    const { choice } = this.readChoice();
    const empty = this.rows.filter((row) => !this.readRow(row, {}) && !row.contains(document.activeElement));
    if (Array.isArray(choice)) {
      for (const row of empty) row.remove();
      const told = this.rows.map((row) => inRow(row, "option").value);
      for (const option of choice) if (!told.includes(option)) this.addRow({ option });
    } else if (this.kind === "per_occurrence") {
      const wanted = Math.max(1, Math.min(Number(choice) || 0, MOST_EMPTY_ROWS));
      const surplus = Math.min(empty.length, this.rows.length - wanted);
      for (const row of empty.slice(empty.length - Math.max(surplus, 0))) row.remove();
      while (this.rows.length < wanted) this.addRow({});
    }
    if (!this.rows.length) this.addRow({});
  }

  addRow(finding) {
    const row = document.getElementById("finding-row").content.firstElementChild.cloneNode(true);
    const number = this.rowsBox.dataset.next ?? this.rows.length;
    this.rowsBox.dataset.next = Number(number) + 1;
    for (const field of row.querySelectorAll("[data-field]")) {
      field.name = `f.${this.code}.${number}.${field.dataset.field}`;
    }
    inRow(row, "option").value = finding.option ?? "";
    inRow(row, "reason").value = finding.reason ?? "";
    inRow(row, "pages").value = finding.pages ?? "";
    inRow(row, "absent").checked = Boolean(finding.absent);
    putPins(row, finding.pins ?? []);
    putKeys(row, finding.keys ?? {});
    row.querySelector('[data-role="about"]').textContent = this.optionTitle(finding.option);
    this.rowsBox.append(row);
    return row;
  }

  optionTitle(option) {
    const input = option && this.choices.find((each) => each.value === option);
    return input ? input.closest("label").querySelector(".chip-title").textContent : "";
  }

  /**
   * A ready text goes into the first finding without a reason, or into a new one. Where it
   * stands already there is no second one, unless each occurrence counts and that has its page.
   */
  addReadyText(text) {
    const said = (each) => inRow(each, "reason").value.trim();
    const isWhole = (each) => this.kind === "per_occurrence" && inRow(each, "pages").value.trim();
    const same = this.rows.find((each) => said(each) === text.trim() && !isWhole(each));
    const row = same ?? this.rows.find((each) => !said(each)) ?? this.addRow({});
    const reason = inRow(row, "reason");
    reason.value = text.trim();
    grow(reason);
    reason.focus();
  }

  /**
   * A common finding as the reason of the row that is written in, or of the first one
   * without a reason; where one stands already, the next one in its place.
   */
  nextReadyText() {
    const texts = [...this.box.querySelectorAll("[data-ready]")].map((each) => each.textContent.trim());
    // Of a secret file no reason is written here.
    if (!texts.length || !this.rowsBox || this.why.offsetParent === null) return null;
    this.why.open = true;
    const said = (row) => inRow(row, "reason").value.trim();
    const { rows } = this;
    const written = rows.find((row) => row.contains(document.activeElement) && texts.includes(said(row)));
    const row = written ?? rows.find((each) => !said(each)) ?? rows.findLast((each) => texts.includes(said(each))) ?? this.addRow({});
    const reason = inRow(row, "reason");
    reason.value = texts[(texts.indexOf(said(row)) + 1) % texts.length];
    grow(reason);
    return inRow(row, "pages");
  }

  /** The page of the finding that has none yet, or of the last one. */
  pageField() {
    if (!this.rowsBox) return null;
    this.why.open = true;
    const fields = this.rows.map((row) => inRow(row, "pages"));
    return fields.find((each) => !each.value.trim()) ?? fields.at(-1);
  }

  /** A deduction asks for its reason at once, also while the server is away. */
  askWhy() {
    if (this.why && this.box.querySelector(".chip-bad input:checked")) this.why.open = true;
  }

  /** The first reason still to be written, or the last one. */
  reasonField() {
    if (!this.rowsBox) return null;
    this.why.open = true;
    const fields = this.rows.map((row) => inRow(row, "reason"));
    return fields.find((each) => !each.value.trim()) ?? fields[fields.length - 1];
  }

  /** An answer in words: the choice, then each finding. */
  describe(raw) {
    if (!raw) return [phrase("nothing")];
    const said = [this.describeChoice(raw), ...(raw.findings ?? []).map((each) => this.describeFinding(each))];
    const told = [...said.filter(Boolean), ...(raw.remark ? [phrase("remark")] : [])];
    return told.length ? told : [phrase("nothing")];
  }

  describeChoice(raw) {
    if (raw.special) {
      const input = this.specials.find((each) => each.value === raw.special);
      const named = input ? input.closest("label").textContent.trim() : raw.special;
      return [named, raw.organ, raw.cause].filter(Boolean).join(" · ");
    }
    if (raw.choice === undefined) return "";
    if (this.control === "number") {
      const words = this.box.querySelector(".number-label").textContent;
      return `${words} ${raw.choice}`;
    }
    if (this.control === "text") return raw.choice;
    const told = new Set((raw.findings ?? []).map((each) => each.option));
    const values = Array.isArray(raw.choice) && !raw.choice.length ? [NONE_OF_THESE] : [raw.choice].flat().filter((each) => !told.has(each));
    return values.map((each) => this.optionTitle(each)).join("; ");
  }

  describeFinding(finding) {
    const place = finding.pages ? phrase("page", { pages: finding.pages }) : "";
    const absent = finding.absent ? phrase("absent") : "";
    const n = finding.pins?.length;
    const pins = n ? phrase(n === 1 ? "pins_one" : "pins", { n }) : "";
    return [this.optionTitle(finding.option), finding.reason, place, pins, absent].filter(Boolean).join(" · ");
  }

  /** What the server says of this line. */
  show(state) {
    this.box.dataset.state = state.state;
    this.put("lost", state.lost);
    this.put("mark", state.mark);
    this.put("needs", state.needs);
    if (this.why && (state.lost || state.needs)) this.why.open = true;
  }

  refuse(sentence) {
    this.box.dataset.state = "refused";
    this.put("needs", sentence);
  }

  put(role, text) {
    const place = this.box.querySelector(`[data-role="${role}"]`);
    if (place && place.textContent !== text) place.textContent = text;
  }

  get needs() {
    return this.box.querySelector('[data-role="needs"]').textContent;
  }
}

function inRow(row, field) {
  return row.querySelector(`[data-field="${field}"]`);
}

/** A text field as high as its text. */
export function grow(textarea) {
  textarea.style.height = "auto";
  textarea.style.height = `${textarea.scrollHeight + 2}px`;
}
