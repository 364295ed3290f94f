// Signing in and out on one's own telephone: what is typed is noted here first, with its time, and then sent. Without
// network it waits, one entry of localStorage for each note, so that several tabs never overwrite each other.
const part = document.querySelector("[data-sign]");
const said = document.querySelector("[data-said]");
const address = part.dataset.sign;
const prefix = `sign ${address} `;
const PATIENCE = 10_000;
const AT_ONCE = 10;
const words = (key) => part.querySelector(`template[data-words=${key}]`).content.textContent;
const seconds = () => Math.floor(Date.now() / 1000);

function waiting() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  return keys.map((key) => JSON.parse(localStorage.getItem(key))).sort((a, b) => a.at - b.at);
}

function keep(note) {
  try {
    localStorage.setItem(prefix + note.nonce, JSON.stringify(note));
    return true;
  } catch {
    return false; // The form itself still works, with network.
  }
}

function say(text, kind = "info") {
  said.textContent = text;
  said.className = `notice notice-${kind}`;
  said.hidden = !text;
}

// What waits stands on the page, and the button offers the next move.
function show() {
  const notes = waiting();
  const lines = notes.map(({ move, at }) => {
    const line = document.createElement("li");
    line.textContent = words(move).replace("{when}", new Date(at * 1000).toTimeString().slice(0, 5));
    return line;
  });
  part.querySelector("[data-waiting]").replaceChildren(...lines);
  const form = part.querySelector("form");
  if (!form) return;
  if (notes.length || (seconds() >= Number(part.dataset.opens) && seconds() < Number(part.dataset.closes))) {
    form.hidden = false;
    part.querySelector("[data-early]")?.remove();
  }
  const last = notes.at(-1)?.move;
  if (last) for (const button of form.querySelectorAll("button[name=move]")) button.hidden = button.value === last;
}

let sending = false;
async function send() {
  const notes = waiting().slice(0, AT_ONCE);
  if (sending || !notes.length) return;
  sending = true;
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ pass: part.dataset.pass, sent: seconds(), notes }),
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status === 410) {
      for (const { nonce } of notes) localStorage.removeItem(prefix + nonce);
      say(words("over"), "error");
    } else if (!answer.ok) {
      throw new Error(answer.status);
    } else {
      const { answers } = await answer.json();
      for (const nonce of Object.keys(answers)) localStorage.removeItem(prefix + nonce);
      const kinds = { mark: "info", said: "warning", refused: "error" };
      const last = answers[notes.at(-1).nonce];
      say([...new Set(Object.values(answers).map((it) => it.words))].join(" "), kinds[last.verdict]);
      await renew();
    }
  } catch {
    say(words("away"), "warning");
  }
  sending = false;
  show();
}

// Show what the page says now.
async function renew() {
  const answer = await fetchPage();
  if (!answer) return;
  const text = await answer.clone().text();
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-sign]");
  if (fresh) part.replaceChildren(...fresh.childNodes);
  await keepPage(answer);
}

async function fetchPage() {
  const answer = await fetch(location.pathname, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  return answer.ok && !answer.redirected ? answer : null;
}

// Keep the page and all that it was drawn with, for when there is no network, and say so once that is true.
async function keepPage(answer) {
  if (!answer || !("caches" in globalThis)) return;
  const cache = await caches.open("kept-pages");
  const files = performance.getEntriesByType("resource").map((entry) => entry.name);
  await cache.addAll([...new Set(files)].filter((name) => new URL(name).pathname.startsWith("/assets/")));
  await cache.put(location.pathname, answer);
  await navigator.serviceWorker?.ready;
  const line = part.querySelector("[data-kept]");
  if (line) line.hidden = false;
}

part.addEventListener("submit", (event) => {
  const field = event.target.elements.digits;
  const digits = field.value.replace(/\s/g, "");
  if (!event.submitter || !globalThis.isSecureContext) return;
  if (!/^[0-9]{6}$/.test(digits)) {
    event.preventDefault();
    say(words("digits"), "error");
    field.focus();
    return;
  }
  if (!keep({ nonce: crypto.randomUUID(), move: event.submitter.value, digits, at: seconds() })) return;
  event.preventDefault();
  field.value = "";
  show();
  send();
});

navigator.serviceWorker?.register(part.dataset.worker).catch(() => {}); // The page works without it, with network.
window.addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
setInterval(() => (show(), send()), 15_000);
show();
if (waiting().length) send();
else fetchPage().then(keepPage).catch(() => {});
