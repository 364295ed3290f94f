// What the page shows. Sentences stand in the page itself, in the language in which it was opened.
const words = new Map();
for (const item of document.querySelectorAll("#words [data-word]")) words.set(item.dataset.word, item.textContent);

export const $ = (id) => document.getElementById(id);

export function say(word, facts = {}) {
  const sentence = words.get(word) ?? word;
  return sentence.replace(/\{(\w+)\}/g, (_all, name) => facts[name] ?? "");
}

export function clock(seconds) {
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Shanghai" };
  return new Date(seconds * 1000).toLocaleTimeString("zh-CN", parts);
}

export function show(id, isShown) {
  $(id).hidden = !isShown;
}

export function put(id, sentence) {
  if ($(id).textContent !== sentence) $(id).textContent = sentence;
}

// Tell the outcome of the last thing that was done; `kind` is good, odd or bad.
export function tell(kind, title, detail = "") {
  $("verdict").className = `gate-verdict gate-${kind}`;
  put("verdict-title", title);
  put("verdict-detail", detail);
}

export function offerParty(names, button) {
  const boxes = names.map((name) => {
    const label = document.createElement("label");
    label.className = "choice";
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: true });
    const text = document.createElement("span");
    text.textContent = name;
    label.append(box, text);
    return label;
  });
  $("party").replaceChildren(...boxes);
  put("admit", button);
  show("party-form", true);
}

export const ticked = () => document.querySelectorAll("#party input:checked").length;

export function log(rows) {
  const items = rows.slice(-12).reverse().map((row) => {
    const item = document.createElement("li");
    const what = row.kind === "walk_in" ? say("walk-in", { n: row.seats }) : say("ticket", { n: row.seats });
    const state = row.sent ? row.words : say("unsent");
    item.textContent = `${clock(row.at)} · ${what} · ${state}`;
    if (row.odd) item.className = "gate-log-odd";
    return item;
  });
  $("log").replaceChildren(...items);
  show("log-empty", rows.length === 0);
}
