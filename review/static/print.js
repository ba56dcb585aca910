// The print button of a page that is meant to be printed.
document.body.classList.add("is-live");
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
