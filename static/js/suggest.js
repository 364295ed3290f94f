// Suggestions under a search box: a combobox with a list (WAI-ARIA APG). Without this the box is a plain form.
const WAIT = 150;

function watch(form) {
  const input = form.querySelector("input[type=search]");
  const list = form.querySelector(".search-list");
  let timer = 0;
  let asked = "";
  let chosen = -1;

  const open = () => {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };
  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (number) => {
    const rows = [...list.children];
    chosen = rows.length ? (number + rows.length) % rows.length : -1;
    rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === chosen)));
    if (chosen >= 0) {
      input.setAttribute("aria-activedescendant", rows[chosen].id);
      rows[chosen].scrollIntoView({ block: "nearest" });
    }
  };
  const show = (rows) => {
    list.replaceChildren(
      ...rows.map(({ title, kind, url }, at) => {
        const row = document.createElement("li");
        const words = document.createElement("span");
        const small = document.createElement("small");
        words.textContent = title;
        small.textContent = kind;
        row.id = `${list.id}-${at}`;
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        row.dataset.url = url;
        row.append(words, small);
        return row;
      }),
    );
    close();
    if (rows.length) open();
  };
  const ask = async () => {
    const text = input.value.trim();
    if (text === asked) return;
    asked = text;
    if (!text) return show([]);
    try {
      const answer = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: text })}`);
      if (answer.ok && text === asked && document.activeElement === input) show(await answer.json());
    } catch {
      // The form itself still searches.
    }
  };

  list.setAttribute("role", "listbox");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    // While pinyin is being composed its letters are a question too.
    timer = setTimeout(ask, event.isComposing ? WAIT * 2 : WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && list.children.length) {
      open();
      choose(chosen + 1);
    } else if (event.key === "ArrowUp" && !list.hidden) choose(chosen < 0 ? -1 : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.url);
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("[data-url]");
    event.preventDefault();
    if (row) location.assign(row.dataset.url);
  });
}

for (const form of document.querySelectorAll("[data-suggest]")) watch(form);
