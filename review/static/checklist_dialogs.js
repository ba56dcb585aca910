// What the sheet asks and tells over itself: closing a section, a conflict, signing in.

import { phrase, same } from "./checklist_lines.js";
import { areKeysOn } from "./key_switch.js";

const TEXT = 'textarea, input[type="text"]';

/** Resolves once nobody is in the middle of a word: at once, or when the field is left. */
export function outOfText() {
  const field = document.activeElement;
  if (!field?.matches(TEXT)) return Promise.resolve();
  return new Promise((resolve) => field.addEventListener("blur", () => setTimeout(resolve), { once: true }));
}

/** Opened unasked: the focus goes to its heading, where keys meant for the sheet do nothing. */
function appear(dialog) {
  dialog.showModal();
  const heading = dialog.querySelector("h2");
  heading.tabIndex = -1;
  heading.focus();
}

/** Resolves with the value of the button that closed the dialog. */
function answerOf(dialog, open = () => dialog.showModal()) {
  return new Promise((resolve) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
    open();
  });
}

function make(tag, options = {}, children = []) {
  const element = Object.assign(document.createElement(tag), options);
  element.append(...children);
  return element;
}

/**
 * Ask once before the rest of a section is answered; names what would be, and what is
 * left open. Gives "yes", "next" for going on to the next section, or nothing.
 */
export async function askClosing(title, open, left) {
  const dialog = document.getElementById("closing-dialog");
  dialog.querySelector('[data-role="closing-title"]').textContent = title;
  const stays = left.length ? phrase("left_open", { items: left.map((line) => line.label).join("; ") }) : "";
  const name = ["closed", "closing_one"][open.length] ?? "closing";
  dialog.querySelector('[data-role="closing-words"]').textContent = open.length || !stays ? phrase(name, { n: open.length }) : "";
  dialog.querySelector('[data-role="closing-left"]').textContent = stays;
  const items = open.map((line) => make("li", { textContent: line.label }));
  dialog.querySelector('[data-role="closing-items"]').replaceChildren(...items);
  for (const value of ["yes", "next"]) dialog.querySelector(`button[value="${value}"]`).hidden = !open.length;
  dialog.onkeydown = (event) => {
    // A key that is held down confirms nothing more.
    if (event.repeat) event.preventDefault();
    if (event.repeat || event.code !== "KeyX" || !areKeysOn()) return;
    event.stopPropagation();
    dialog.close(open.length ? "next" : "");
  };
  const answer = await answerOf(dialog);
  return ["yes", "next"].includes(answer) ? answer : "";
}

/**
 * The same for the whole sheet: every item that would be answered, section by section,
 * with its evidence where something is proposed. Gives "rest", "all" for accepting what
 * is proposed otherwise too, or nothing.
 */
export async function askClosingAll(groups, proposed, proposals) {
  const dialog = document.getElementById("closing-all-dialog");
  const n = groups.reduce((sum, group) => sum + group.open.length, 0);
  const words = (line) => make("li", {}, [line.label, ...evidenceOf(line, proposals)]);
  const boxes = groups.map(({ button, title, open }) =>
    make("section", {}, [
      make("h3", { textContent: title }),
      make("p", { className: "closing-how", textContent: button.textContent.trim() }),
      make("ul", {}, open.map(words)),
    ]),
  );
  const name = ["closed_all", "closing_all_one"][n] ?? "closing_all";
  dialog.querySelector('[data-role="closing-words"]').textContent = n || !proposed.length ? phrase(name, { n }) : "";
  dialog.querySelector('[data-role="closing-groups"]').replaceChildren(...boxes);
  dialog.querySelector('[data-role="closing-proposed"]').replaceChildren(...proposed.map(words));
  dialog.querySelector('[data-role="closing-otherwise"]').hidden = !proposed.length;
  dialog.querySelector('button[value="rest"]').hidden = !n;
  dialog.querySelector('button[value="all"]').hidden = !proposed.length;
  dialog.onkeydown = (event) => {
    if (event.repeat) event.preventDefault();
    if (event.repeat || !areKeysOn()) return;
    const value = { KeyW: n ? "rest" : "", KeyA: proposed.length ? "all" : "" }[event.code];
    if (value === undefined) return;
    event.stopPropagation();
    dialog.close(value);
  };
  const answer = await answerOf(dialog);
  return ["rest", "all"].includes(answer) ? answer : "";
}

/** What days or papers say of a line, and what follows from it. */
function evidenceOf(line, proposals) {
  const told = proposals.toldOf(line);
  return told ? [make("span", { className: "closing-evidence", textContent: told })] : [];
}

/**
 * Both versions, item by item. Gives the keys whose answer of this window stays;
 * nothing is decided until the button is pressed.
 */
export async function askConflict(entries) {
  const dialog = document.getElementById("conflict-dialog");
  const box = dialog.querySelector('[data-role="conflicts"]');
  box.replaceChildren(...entries.map(conflictBox));
  const keepOpen = (event) => event.preventDefault();
  dialog.addEventListener("cancel", keepOpen);
  await answerOf(dialog, () => appear(dialog));
  dialog.removeEventListener("cancel", keepOpen);
  const mine = [...box.querySelectorAll('input[value="mine"]')].filter((each) => each.checked);
  return new Set(mine.map((each) => each.dataset.key));
}

function conflictBox({ key, label, mine, theirs, keepsMine }) {
  const side = (value, title, words, checked) =>
    make("label", { className: "chip" }, [
      Object.assign(make("input", { type: "radio", name: `pick.${key}`, value, checked })),
      make("span", { className: "chip-body" }, [
        make("b", { textContent: title }),
        ...words.map((each) => make("span", { className: "chip-note", textContent: each })),
      ]),
    ]);
  const box = make("fieldset", { className: "conflict" }, [
    make("legend", { textContent: label }),
    side("mine", phrase("here"), mine, keepsMine),
    side("theirs", phrase("elsewhere"), theirs, !keepsMine),
  ]);
  for (const input of box.querySelectorAll("input")) input.dataset.key = key;
  return box;
}

/** The items on which this window and what was saved elsewhere differ. */
export function differences(lines, theirs, unsaved, comment) {
  const found = [];
  for (const line of lines.values()) {
    const mine = line.read();
    const other = theirs.answers[line.code] ?? null;
    if (same(mine, other)) continue;
    found.push({
      key: line.code,
      label: line.label,
      mine: line.describe(mine),
      theirs: line.describe(other),
      keepsMine: unsaved.has(line.code),
    });
  }
  if (comment && comment.value.trim() !== theirs.comment) {
    found.push({
      key: "comment",
      label: phrase("comment"),
      mine: [comment.value.trim() || phrase("nothing")],
      theirs: [theirs.comment || phrase("nothing")],
      keepsMine: unsaved.has("comment"),
    });
  }
  return found;
}

/** Sign in without leaving the page; `done` goes on with the same sheet. */
export async function openSignIn(done) {
  await outOfText();
  const dialog = document.getElementById("session-dialog");
  const form = dialog.querySelector('[data-role="sign-in"]');
  const problem = form.querySelector('[data-role="sign-in-problem"]');
  if (dialog.open) return;
  problem.textContent = "";
  form.onsubmit = async (event) => {
    event.preventDefault();
    problem.textContent = "";
    const worked = await signIn(form).catch(() => false);
    form.elements.password.value = "";
    if (!worked) {
      problem.textContent = phrase("wrong_password");
      return;
    }
    dialog.close();
    done();
  };
  form.querySelector('[data-role="later"]').onclick = () => dialog.close();
  appear(dialog);
}

export function closeSignIn() {
  const dialog = document.getElementById("session-dialog");
  if (dialog.open) dialog.close();
}

async function signIn(form) {
  const page = await fetch(form.action, { headers: { Accept: "text/html" } });
  if (page.redirected) return true;
  const document_ = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = document_.querySelector('input[name="csrf_token"]');
  const body = new URLSearchParams({
    login: form.elements.login.value,
    password: form.elements.password.value,
    csrf_token: token ? token.value : "",
  });
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
  return answer.type === "opaqueredirect";
}

export function openHelp() {
  const dialog = document.getElementById("keys-dialog");
  if (!dialog.open) dialog.showModal();
}
