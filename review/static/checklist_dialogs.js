// What the sheet asks and tells over itself: closing a section, a conflict, signing in.

import { phrase, same } from "./checklist_lines.js";
import { askPulse } from "./checklist_saving.js";
import { isSingleKey } from "./key_switch.js";

/** Resolves with the value of the button that closed the dialog. */
function answerOf(dialog) {
  return new Promise((resolve) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(closed(dialog)), { once: true });
    dialog.showModal();
  });
}

/** What was selected within goes, as Ctrl+A selects all that lies behind as well. */
function closed(dialog) {
  const selection = document.getSelection();
  if (!selection.isCollapsed) selection.removeAllRanges();
  return dialog.returnValue;
}

function make(tag, options = {}, children = []) {
  const element = Object.assign(document.createElement(tag), options);
  element.append(...children);
  return element;
}

/**
 * Ask once before the rest of a section is answered; names what would be, and what is
 * left open. Gives "yes", "next" for going on to the next section, or nothing. Where it
 * follows on another section, `given` tells what was answered there; "back" takes it back.
 */
export async function askClosing(title, open, left, proposals, given = "") {
  const dialog = document.getElementById("closing-dialog");
  dialog.querySelector('[data-role="closing-title"]').textContent = title;
  const name = ["closed", "closing_one"][open.length] ?? "closing";
  dialog.querySelector('[data-role="closing-words"]').textContent = open.length || !left.length ? phrase(name, { n: open.length }) : "";
  dialog.querySelector('[data-role="closing-items"]').replaceChildren(...open.map((line) => named(line, proposals)));
  dialog.querySelector(".closing-left").hidden = !left.length;
  dialog.querySelector('[data-role="closing-left"]').replaceChildren(...left.map((line) => named(line, proposals)));
  dialog.querySelector(".closing-given").hidden = !given;
  dialog.querySelector('[data-role="closing-given"]').textContent = given;
  for (const value of ["yes", "next"]) dialog.querySelector(`button[value="${value}"]`).hidden = !open.length;
  dialog.onkeydown = (event) => {
    // A key that is held down confirms nothing more.
    if (event.repeat) event.preventDefault();
    if (!["KeyX", "KeyZ"].includes(event.code) || !isSingleKey(event)) return;
    event.stopPropagation();
    if (event.code === "KeyX") dialog.close(open.length ? "next" : "");
    else if (given) dialog.close("back");
  };
  const answer = await answerOf(dialog);
  return ["yes", "next", "back"].includes(answer) ? answer : "";
}

/**
 * The same for the whole sheet: every item that would be answered, section by section,
 * with its evidence where something is proposed. Gives "rest", "all" for accepting what
 * is proposed otherwise too, or nothing; what the list has doubts about is for the reader.
 */
export async function askClosingAll({ groups, proposed, doubted, isComplete }, proposals) {
  const dialog = document.getElementById("closing-all-dialog");
  const n = groups.reduce((sum, group) => sum + group.open.length, 0);
  const words = (line) => named(line, proposals);
  const boxes = groups.map(({ button, title, open }) =>
    make("section", {}, [
      make("h3", { textContent: title }),
      make("p", { className: "closing-how", textContent: button.textContent.trim() }),
      make("ul", {}, open.map(words)),
    ]),
  );
  const none = proposed.length ? "only_proposed" : isComplete ? "closed_all" : "one_by_one";
  dialog.querySelector('[data-role="closing-words"]').textContent = phrase([none, "closing_all_one"][n] ?? "closing_all", { n });
  dialog.querySelector(".closing-all").hidden = !n && !proposed.length && !doubted.length;
  dialog.querySelector('button[value="no"]').textContent = phrase(n || proposed.length ? "cancel" : "close");
  dialog.querySelector('[data-role="closing-groups"]').replaceChildren(...boxes);
  dialog.querySelector('[data-role="closing-proposed"]').replaceChildren(...proposed.map(words));
  dialog.querySelector('[data-role="closing-otherwise"]').hidden = !proposed.length;
  dialog.querySelector('[data-role="closing-doubted"]').replaceChildren(...doubted.map(words));
  dialog.querySelector('[data-role="closing-doubts"]').hidden = !doubted.length;
  dialog.querySelector('button[value="rest"]').hidden = !n;
  dialog.querySelector('button[value="all"]').hidden = !proposed.length;
  dialog.querySelector('[data-role="closing-accept"]').textContent = phrase(n ? "answer_and_accept" : "accept_only");
  const told = dialog.querySelector('[data-role="closing-none"]');
  told.textContent = "";
  dialog.onkeydown = (event) => {
    if (event.repeat) event.preventDefault();
    if (!["KeyW", "KeyA"].includes(event.code) || !isSingleKey(event)) return;
    event.stopPropagation();
    if (event.code === "KeyW" && n) dialog.close("rest");
    else if (event.code === "KeyW" && proposed.length) told.textContent = phrase("nothing_open");
    else if (event.code === "KeyW") dialog.close("");
    else if (proposed.length) dialog.close("all");
    else told.textContent = phrase("nothing_otherwise");
  };
  const answer = await answerOf(dialog);
  return ["rest", "all"].includes(answer) ? answer : "";
}

/** A line with what days or papers say of it, and what follows from that. */
function named(line, proposals) {
  const told = proposals?.toldOf(line);
  return make("li", {}, [line.label, ...(told ? [make("span", { className: "closing-evidence", textContent: told })] : [])]);
}

/**
 * Both versions, item by item, as they are when the dialog opens. Gives what differed and
 * the keys whose answer of this window stays; nothing is decided until the button is pressed.
 */
export function askConflict(waiting, differing) {
  const dialog = document.getElementById("conflict-dialog");
  const box = dialog.querySelector('[data-role="conflicts"]');
  let found = [];
  return new Promise((resolve) => {
    const decide = () => {
      const mine = [...box.querySelectorAll('input[value="mine"]')].filter((each) => each.checked);
      waiting.end();
      resolve({ found, mine: new Set(mine.map((each) => each.dataset.key)) });
    };
    const fill = () => {
      found = differing();
      box.replaceChildren(...found.map(conflictBox));
      if (!found.length) decide();
      return found.length > 0;
    };
    dialog.onclose = () => (dialog.returnValue === "yes" ? decide() : waiting.closed());
    waiting.begin("conflict", dialog, fill);
  });
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
export function askSignIn(waiting, pulse, done) {
  const dialog = document.getElementById("session-dialog");
  const form = dialog.querySelector('[data-role="sign-in"]');
  const problem = form.querySelector('[data-role="sign-in-problem"]');
  form.onsubmit = async (event) => {
    event.preventDefault();
    problem.textContent = "";
    const signed = await signIn(form, pulse).catch(() => "wrong_password");
    form.elements.password.value = "";
    tellSession(form, signed);
    if (signed === "in") done();
    else problem.textContent = phrase(signed);
  };
  form.querySelector('[data-role="later"]').onclick = () => dialog.close("later");
  dialog.onclose = () => waiting.closed();
  waiting.begin("signed_out", dialog, () => {
    problem.textContent = "";
    tellSession(form);
    return true;
  });
}

/** Signing in here saves nothing while somebody else's session is there. */
function tellSession(form, signed = "") {
  const state = signed === "other_account" ? "other" : "ended";
  for (const each of form.querySelectorAll("[data-if-session]")) each.hidden = each.dataset.ifSession !== state;
}

/** "in", or what to say: a session that is there already may be somebody else's. */
async function signIn(form, pulse) {
  const page = await fetch(form.action, { headers: { Accept: "text/html" } });
  if (page.redirected) return (await askPulse(pulse)).isSomeoneElse ? "other_account" : "in";
  const document_ = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = document_.querySelector('input[name="csrf_token"]');
  const body = new URLSearchParams({
    login: form.elements.login.value,
    password: form.elements.password.value,
    csrf_token: token ? token.value : "",
  });
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
  return answer.type === "opaqueredirect" ? "in" : "wrong_password";
}

export function openHelp() {
  const dialog = document.getElementById("keys-dialog");
  if (dialog.open) return;
  dialog.showModal();
  // The focus is on its switch, at the end of it.
  dialog.scrollTop = 0;
}
