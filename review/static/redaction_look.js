// Looks through the pages part by part until all are done, then shows what came of it.

const form = document.getElementById("look");
const bar = form.querySelector("progress");
const said = form.querySelector('[data-role="said"]');
const button = form.querySelector("button");

async function goOn() {
  button.disabled = true;
  let before = -1;
  try {
    for (;;) {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const { done, all } = await answer.json();
      bar.max = all;
      bar.value = done;
      said.textContent = form.dataset.said.replace("{done}", done).replace("{all}", all);
      if (done >= all) break;
      if (done === before) throw new Error("no progress");
      before = done;
    }
    location.replace(form.dataset.done);
  } catch {
    said.textContent = form.dataset.broken;
    button.disabled = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  goOn();
});
goOn();
