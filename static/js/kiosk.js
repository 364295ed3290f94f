// The kiosk without network: every press is noted on the device first and then sent, in order, until the site has it.
const list = document.querySelector("[data-kiosk]");
const said = document.querySelector("[data-kiosk-said]");
const name = `kiosk ${list.dataset.kiosk}`;
const words = (key) => document.querySelector(`template[data-words=${key}]`).content.textContent;

const kept = () => JSON.parse(localStorage.getItem(name) || "[]");
const keep = (notes) => localStorage.setItem(name, JSON.stringify(notes));

function say(text) {
  said.textContent = text;
  said.hidden = !text;
}

// What was pressed stands on the page at once, and its button offers the other move.
function show({ code, move, at }) {
  const row = document.getElementById(`a-${code}`);
  const button = row?.querySelector("form button");
  if (!button) return;
  const time = new Date(at * 1000).toTimeString().slice(0, 5);
  const other = move === "in" ? "out" : "in";
  row.querySelector("[data-marks]").textContent = `${list.dataset[move]} ${time}`;
  button.value = other;
  button.firstChild.textContent = list.dataset[other];
}

async function renew() {
  const answer = await fetch(location.href, { cache: "no-store" });
  const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-kiosk]");
  if (fresh) list.replaceChildren(...fresh.childNodes);
}

let sending = false;
async function send() {
  const notes = kept().slice(0, 100);
  if (sending || !notes.length) return;
  sending = true;
  try {
    const body = JSON.stringify({ notes });
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(list.dataset.kiosk, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(answer.status);
    const { answers } = await answer.json();
    keep(kept().slice(notes.length));
    const refused = answers.filter(Boolean);
    say(refused.length ? words("refused") + refused.join(" ") : "");
    await renew();
  } catch {
    say(words("kept").replace("{count}", kept().length));
  }
  sending = false;
}

list.addEventListener("submit", (event) => {
  event.preventDefault();
  const { code } = event.target.elements;
  const note = { code: code.value, move: event.submitter.value, at: Math.floor(Date.now() / 1000) };
  keep([...kept(), note]);
  show(note);
  send();
});

navigator.serviceWorker?.register(list.dataset.worker);
kept().forEach(show);
window.addEventListener("online", send);
setInterval(send, 15_000);
send();
