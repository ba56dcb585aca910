// Texts to paste into a chat are copied; how many are chosen is counted.

function beneath(text) {
  // Without TLS a browser gives no clipboard: the older way needs a field to select.
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error("not copied");
}

async function copy(button) {
  const { copyOf } = button.dataset;
  const text = copyOf ? document.getElementById(copyOf).value : button.dataset.copy;
  if (navigator.clipboard) await navigator.clipboard.writeText(text);
  else beneath(text);
  const words = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = words; }, 1500);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-copy-of]");
  if (button) copy(button).catch(() => document.getElementById(button.dataset.copyOf)?.select());
});

const said = document.querySelector("output[data-chosen]");

function count() {
  const elsewhere = Number(said.dataset.chosen);
  const here = document.querySelectorAll("input[type=checkbox][name=person]:checked").length;
  const numbers = { n: elsewhere + here, m: elsewhere };
  said.textContent = said.dataset.said.replace(/\{(\w)\}/g, (_whole, name) => numbers[name]);
}

document.addEventListener("change", (event) => {
  if (said && event.target.name === "person") count();
});
