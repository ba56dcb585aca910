// Whoever sees the list has read it: the count goes, the marks stay until the next visit.

const form = document.querySelector("form[data-seen]");

async function seen() {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
  if (answer.type !== "opaqueredirect" && !answer.ok) return;
  document.querySelector("[data-unread]")?.remove();
  form.remove();
}

// A failure leaves the button, which does the same.
if (form) seen().catch(() => {});
