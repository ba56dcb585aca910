// Before anything is drawn: there is a script, so the file stands beside the sheet from the
// first frame on, as wide as it was left, with the page that was asked for first.
{
  const split = document.currentScript.closest(".desk-split");
  const boxes = [split, document.body];
  for (const box of boxes) box.classList.add("has-viewer");
  split.dataset.shown = "sheet";
  // Kept by viewer_split.js.
  const share = /(?:^|; )case_review_split=(\d+)/.exec(document.cookie)?.[1];
  if (share) split.style.setProperty("--split", `${share}%`);
  // Where the scripts that fill it do not arrive, there is the plain page.
  const giveUp = ({ target }) => {
    if (target.localName === "script") for (const box of boxes) box.classList.remove("has-viewer");
  };
  window.addEventListener("error", giveUp, { capture: true });
}
