// Stars of a festival's programme, kept on this device. Without scripts each star is a link that carries the list.
const frame = document.querySelector("[data-stars]");
const name = `festival ${frame.dataset.stars}`;

const read = () => {
  try {
    return new Set(JSON.parse(localStorage.getItem(name) || "[]"));
  } catch {
    return new Set();
  }
};
const keep = (stars) => localStorage.setItem(name, JSON.stringify([...stars]));
const link = (stars) => [...stars].sort((a, b) => a - b).map((number) => number.toString(36)).join(".");
const carried = (text) => text.split(".").filter(Boolean).map((part) => parseInt(part, 36));

function show(stars) {
  for (const star of document.querySelectorAll("[data-star]")) {
    const on = stars.has(Number(star.dataset.star));
    star.toggleAttribute("data-on", on);
    star.querySelector("[data-star-mark]").textContent = on ? "★" : "☆";
    if (frame.dataset.onWords) star.querySelector("[data-star-words]").textContent = on ? frame.dataset.onWords : frame.dataset.offWords;
  }
  const agenda = document.querySelector("[data-agenda]");
  if (!agenda) return;
  agenda.href = agenda.dataset.agenda + (stars.size ? `?s=${link(stars)}` : "");
  const count = agenda.querySelector("[data-star-count]");
  count.textContent = ` ${stars.size}`;
  count.hidden = !stars.size;
}

const page = frame.dataset.agendaPage;
if (page) {
  // The agenda shows what its link carries; opened without a list it shows this device's.
  const here = carried(frame.dataset.carried);
  const own = read();
  if (!here.length && own.size) location.replace(`${page}?s=${link(own)}`);
  const button = document.querySelector("[data-keep-stars]");
  if (button && here.some((number) => !own.has(number))) {
    button.hidden = false;
    button.addEventListener("click", () => {
      keep(new Set([...read(), ...here]));
      button.querySelector("span").textContent = button.dataset.done;
    });
  }
  document.addEventListener("click", (event) => {
    const star = event.target.closest("[data-star]");
    if (!star) return;
    const stars = read();
    stars.delete(Number(star.dataset.star));
    keep(stars);
  });
} else {
  const arrived = new URLSearchParams(location.search).get("s");
  if (arrived) keep(new Set([...read(), ...carried(arrived)]));
  show(read());
  document.addEventListener("click", (event) => {
    const star = event.target.closest("[data-star]");
    if (!star) return;
    event.preventDefault();
    const stars = read();
    const number = Number(star.dataset.star);
    if (!stars.delete(number)) stars.add(number);
    keep(stars);
    show(stars);
  });
}
