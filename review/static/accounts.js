// One tick for all lines of a list; without this script every line has its own.
const all = document.querySelector("[data-tick-all]");
const boxes = [...document.querySelectorAll('input[name="who"]:not(:disabled)')];

function show() {
  const n = boxes.filter((box) => box.checked).length;
  all.checked = n === boxes.length;
  all.indeterminate = n > 0 && n < boxes.length;
}

if (all && boxes.length) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
  for (const box of boxes) box.addEventListener("change", show);
  show();
}
