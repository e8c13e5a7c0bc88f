// Keeps the live parts of a page true: one event stream a page, closed while nobody looks at it.
//   data-live="TOPIC" data-field="NAME"  shows one field of what TOPIC published
//   data-live="TOPIC" data-src="URL"     fetches URL again and replaces what is inside
// Other scripts may listen: document.addEventListener("live:TOPIC", (event) => event.detail)

import { morph } from "./morph.js";

const PAUSE_MS = 400; // a busy check-in publishes many times a second; a page need not redraw so often
const parts = () => [...document.querySelectorAll("[data-live]")];
const topics = [...new Set(parts().map((part) => part.dataset.live))];
const pending = new Map(); // part -> whether another change came while it was being fetched

async function refresh(part) {
  if (pending.has(part)) {
    pending.set(part, true);
    return;
  }
  pending.set(part, false);
  try {
    const answer = await fetch(part.dataset.src, { credentials: "same-origin", redirect: "error" });
    if (answer.ok) morph(part, await answer.text());
  } catch {
    // The stream's own error handler tells the person; the next event tries again.
  }
  setTimeout(() => {
    const again = pending.get(part);
    pending.delete(part);
    if (again) refresh(part);
  }, PAUSE_MS);
}

function show(topic, value) {
  for (const part of parts()) {
    if (part.dataset.live !== topic) continue;
    if (part.dataset.src) refresh(part);
    else if (part.dataset.field in value) part.textContent = value[part.dataset.field];
  }
  document.dispatchEvent(new CustomEvent(`live:${topic}`, { detail: value }));
}

let source = null;

function tell(connected) {
  for (const sign of document.querySelectorAll("[data-link]")) sign.hidden = connected;
}

function open() {
  if (source || !topics.length) return;
  const query = topics.map((topic) => `topic=${encodeURIComponent(topic)}`).join("&");
  source = new EventSource(`/events?${query}`);
  source.onopen = () => tell(true);
  source.onerror = () => tell(false);
  for (const topic of topics) {
    source.addEventListener(topic, (event) => show(topic, JSON.parse(event.data)));
  }
}

function close() {
  source?.close();
  source = null;
}

document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
window.addEventListener("pagehide", close);
window.addEventListener("pageshow", open);
