// A step that takes more than a moment says so and counts the seconds; a second press
// while it is under way is not sent.

const DELAY = 700;
const box = document.getElementById("waiting");
let timer;

function count(begun) {
  box.querySelector("[data-seconds]").textContent = Math.round((Date.now() - begun) / 1000);
  box.hidden = false;
  timer = setTimeout(count, 1000, begun);
}

function rest() {
  clearTimeout(timer);
  box.hidden = true;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  // What is answered with a file leaves the page standing: nothing tells that it came.
  if ("download" in form.dataset) return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  timer = setTimeout(count, DELAY, Date.now());
});

// Also when the browser brings the page back as it was left.
window.addEventListener("pageshow", rest);
