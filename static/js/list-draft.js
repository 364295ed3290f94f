// A list that is kept where there is no network: every tick is noted on this telephone, by the learners' codes alone,
// until the site has it. The page has to be open already; without this script the form is sent as any other.
const form = document.querySelector("form[data-draft]");

function ticks(of) {
  return [...new FormData(of)].filter(([name]) => name.startsWith("mark-"));
}

function start(of) {
  const key = `draft ${of.dataset.draft}`;
  const said = of.querySelector("[data-draft-said]");
  const say = (words) => {
    said.textContent = words;
    said.hidden = !words;
  };
  const keep = () => localStorage.setItem(key, JSON.stringify(ticks(of)));
  const kept = JSON.parse(localStorage.getItem(key) ?? "[]");
  const radio = ([name, value]) => [...of.elements].find((one) => one.name === name && one.value === value);
  const missing = kept.map(radio).filter((one) => one && !one.checked);
  if (missing.length) {
    for (const one of missing) one.checked = true;
    say(of.dataset.restored);
  } else {
    localStorage.removeItem(key);
  }
  of.addEventListener("change", keep);
  of.addEventListener("submit", (event) => {
    keep();
    if (navigator.onLine) return;
    event.preventDefault();
    say(of.dataset.offline);
  });
  window.addEventListener("online", () => say(of.dataset.online));
}

if (form) {
  try {
    start(form);
  } catch {
    // A browser that keeps nothing for pages.
  }
}
