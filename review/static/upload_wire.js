// Requests of the upload: every answer is { status, data }; a broken connection is -1.

/** Data as JSON, or a piece of a file as it is; `onSent` hears how much of it is out. */
export function ask(method, url, body, { signal, onSent } = {}) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const done = (answer) => {
      signal?.removeEventListener("abort", stop);
      resolve(answer);
    };
    request.open(method, url);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", meta().content);
    request.setRequestHeader("Content-Type", body instanceof Blob ? "application/octet-stream" : body instanceof URLSearchParams ? "application/x-www-form-urlencoded" : "application/json");
    if (onSent) request.upload.addEventListener("progress", (event) => onSent(event.loaded));
    request.addEventListener("load", () => done({ status: request.status, data: request.response }));
    for (const name of ["error", "abort", "timeout"]) request.addEventListener(name, () => done({ status: -1, data: null }));
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) stop();
    else request.send(body instanceof Blob || body instanceof URLSearchParams ? body : JSON.stringify(body ?? {}));
    if (signal?.aborted) done({ status: -1, data: null });
  });
}

/** The token of the session as it is now: "" when signed out, null without a connection. */
export async function renew() {
  try {
    const answer = await fetch(window.location.href, { redirect: "manual" });
    if (!answer.ok) return answer.status === 0 || answer.status === 401 ? "" : null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector('meta[name="csrf-token"]')?.content ?? "";
    if (token) meta().content = token;
    return token;
  } catch {
    return null;
  }
}

export function wait(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function meta() {
  return document.querySelector('meta[name="csrf-token"]');
}
