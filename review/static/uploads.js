// Files chosen on the page go up by themselves. Without this script its forms do the same,
// but all at once and from the beginning.

import { digestOf } from "./upload_digest.js";
import { inOrder } from "./upload_order.js";
import { Room } from "./upload_room.js";
import { ask } from "./upload_wire.js";

const SCANS = /\.(pdf|jpe?g|png|tiff?)$/i;

/** A file of this machine for the uploads at `url`. */
class FileSource {
  constructor(file, { url, group = "", path = "", name = "", home = "" }) {
    this.file = file;
    this.url = url;
    this.group = group;
    this.home = home;
    this.path = path || file.webkitRelativePath || file.name;
    this.name = name || this.path;
    this.size = file.size;
  }

  begin() {
    const key = digestOf([this.path, this.size, this.file.lastModified].join("|"));
    return ask("POST", this.url, { bytes: this.size, key, name: this.path });
  }

  piece(from, to) {
    return this.file.slice(from, to);
  }
}

/** A file inside a ZIP that lies on the server already. */
class EntrySource {
  constructor(entry, place) {
    this.address = `${place}/${entry.index}`;
    this.case = entry.case;
    this.url = entry.url;
    this.group = entry.case;
    this.name = fullName(entry);
    this.home = entry.home;
    this.size = entry.bytes;
  }

  begin() {
    return ask("POST", this.address, { case: this.case });
  }
}

/** The path, with the case number before it where it does not say it itself. */
function fullName({ path, case_no: number }) {
  return path.includes(number) ? path : `${number} · ${path}`;
}

const pathOf = (file) => file.webkitRelativePath || file.name;

function chosen(input) {
  const files = [...input.files].filter((file) => input.id !== "folder" || SCANS.test(file.name));
  return inOrder(files, pathOf);
}

/** Also for what was chosen before the script was there. */
function onChoice(input, act) {
  input.addEventListener("change", act);
  if (input.files.length) act();
}

/** The parts of the page that tell what is there now. */
async function refresh(room) {
  const answer = await fetch(window.location.pathname);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("scan-state");
  if (!fresh) return;
  toldOnce(fresh, room);
  document.getElementById("scan-state").replaceWith(fresh);
  document.getElementById("case-actions").replaceWith(page.getElementById("case-actions"));
}

/** What has a row of its own above is not told again among what waits. */
function toldOnce(state, room) {
  for (const row of state.querySelectorAll("[data-upload]")) if (room.has(row.dataset.upload)) row.remove();
  const waiting = state.querySelector("#scan-waiting");
  if (waiting && !waiting.querySelector("[data-upload]")) waiting.remove();
}

// One case

function forOneCase(form, box) {
  const room = new Room(box, { onDone: refresh, onBegun: () => toldOnce(document.getElementById("scan-state"), room) });
  for (const input of form.querySelectorAll('input[type="file"]')) {
    input.closest("[hidden]")?.removeAttribute("hidden");
    onChoice(input, () => {
      room.add(chosen(input).map((file) => new FileSource(file, { url: box.dataset.url })));
      input.value = "";
    });
  }
  form.classList.add("is-live");
  form.addEventListener("submit", (event) => event.preventDefault());
  follow(room);
}

/** What is being checked since before the page was opened. */
async function follow(room) {
  while (document.querySelector('#scan-state [data-stage="checking"]')) {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await refresh(room);
  }
}

// Many cases: a folder

function forFolder(input, box) {
  input.closest("[hidden]").hidden = false;
  const room = new Room(box, { onDone: () => {} });
  onChoice(input, async () => {
    const files = [...input.files];
    const list = files.map((file) => ({ path: pathOf(file), bytes: file.size }));
    const { status, data } = await ask("POST", box.dataset.plan, { files: list });
    input.value = "";
    if (status !== 200) {
      showProblem(data?.error ?? room.phrase("failed"));
      return;
    }
    showPlan(room, data, () => room.add(data.taken.map((each) => sourceOf(each, files[each.index]))));
  });
}

function sourceOf(entry, file) {
  return new FileSource(file, { url: entry.url, group: entry.case, home: entry.home, path: entry.path, name: fullName(entry) });
}

function showProblem(sentence) {
  const place = document.getElementById("folder-problem");
  place.textContent = sentence;
  place.hidden = !sentence;
}

/** What belongs to what, before anything is sent. */
function showPlan(room, plan, begin) {
  const place = document.getElementById("folder-plan");
  showProblem("");
  place.hidden = false;
  const facts = { n: plan.taken.length, cases: plan.n_cases, refused: plan.refused.length, missing: plan.missing.length };
  place.querySelector('[data-role="sum"]').textContent = room.phrase("plan", facts);
  const alike = place.querySelector('[data-role="alike"]');
  alike.hidden = !plan.n_alike;
  alike.textContent = room.phrase("alike", { alike: plan.n_alike });
  fillTable(place.querySelector('[data-role="belongs"]'), plan.taken, room.phrase("perhaps"));
  fill(place, "refused", plan.refused.map((each) => `${each.path}: ${each.problem}`));
  fill(place, "missing", plan.missing);
  const button = place.querySelector('[data-do="send"]');
  button.hidden = !plan.taken.length;
  button.onclick = () => {
    button.hidden = true;
    place.querySelector('[data-role="sum"]').textContent = "";
    alike.hidden = true;
    place.querySelector('[data-role="belongs"]').hidden = true;
    for (const each of place.querySelectorAll("details")) each.open = false;
    begin();
  };
}

function fillTable(box, taken, perhaps) {
  box.hidden = !taken.length;
  const rows = taken.slice(0, Number(box.dataset.shown)).map((each) => {
    const row = document.createElement("tr");
    const path = cell("td", each.path);
    if (each.alike) path.append(" ", cell("span", perhaps, { className: "upload-alike" }));
    row.append(cell("th", each.case_no, { scope: "row" }), path, cell("td", each.names), cell("td", each.size, { className: "number" }));
    return row;
  });
  box.querySelector("tbody").replaceChildren(...rows);
}

function cell(name, textContent, values = {}) {
  return Object.assign(document.createElement(name), { textContent, ...values });
}

function fill(place, name, lines) {
  const box = place.querySelector(`[data-role="${name}"]`);
  box.hidden = !lines.length;
  box.querySelector('[data-role="n"]').textContent = lines.length;
  const items = lines.map((text) => Object.assign(document.createElement("li"), { textContent: text }));
  box.querySelector("ul").replaceChildren(...items);
}

// Many cases: a ZIP

function forBundle(form, box) {
  const room = new Room(box, { onDone: () => {} });
  const input = form.querySelector('input[type="file"]');
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [file] = input.files;
    if (file) room.add([new BundleSource(file, { url: box.dataset.bundles })]);
  });
}

/** Once it is over there, its own page shows what is in it. */
class BundleSource extends FileSource {
  arrived(line) {
    // One that lay there from an earlier choice is not finished again, and says no address.
    window.location.assign(line.url ?? new URL(`${this.url}../${line.id}`, window.location));
  }
}

async function forEntries(button, box) {
  const room = new Room(box, { onDone: finished });
  async function finished() {
    if (room.transfers.some((each) => ["asking", "waiting"].includes(each.state))) return;
    await ask("POST", `${box.dataset.entries}/drop`);
    const done = document.getElementById("bundle-done");
    done.hidden = false;
    document.querySelector('.breadcrumb [aria-current="page"]').textContent = done.dataset.place;
  }
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    button.closest("form").hidden = true;
    document.querySelector(".page-head .lead-line")?.remove();
    const answer = await fetch(`${box.dataset.entries}/list.json`, { headers: { Accept: "application/json" } });
    if (!answer.ok) {
      window.location.reload();
      return;
    }
    const { taken } = await answer.json();
    room.add(taken.map((each) => new EntrySource(each, box.dataset.entries)));
  });
}

const box = document.getElementById("upload-work");
const form = document.getElementById("upload-form");
const folder = document.getElementById("folder");
const bundle = document.getElementById("bundle-form");
const entries = document.getElementById("take-in");
if (box && form) forOneCase(form, box);
if (box && bundle) forBundle(bundle, box);
if (box && folder && !form) forFolder(folder, box);
if (box && entries) forEntries(entries, box);
