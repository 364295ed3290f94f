// The seats stepper of the booking page: buttons for less and more, a button that says what it will do, and seats that
// follow the children who are ticked.
const form = document.querySelector("[data-seats-form]");

if (form) {
  const input = form.querySelector("input[name=seats]");
  const free = Number(form.dataset.free);
  const most = Number(form.dataset.most);
  const book = form.querySelector("[data-book]");

  const show = () => {
    const seats = Number(input.value);
    const fits = Number.isInteger(seats) && seats >= 1 && seats <= free;
    if (!book) return;
    const counted = book.querySelector("[data-counted]");
    counted.textContent = counted.dataset.counted.replace("#", String(seats));
    counted.hidden = !fits;
    book.querySelector("[data-plain]").hidden = fits;
  };

  const step = (by, icon) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-quiet";
    button.textContent = icon;
    button.setAttribute("aria-label", `${document.querySelector(`label[for=${input.id}]`).textContent} ${icon}1`);
    button.addEventListener("click", () => {
      const now = Number.parseInt(input.value, 10) || 1;
      input.value = String(Math.min(Math.max(now + by, 1), most));
      show();
    });
    return button;
  };

  const stepper = document.createElement("div");
  stepper.className = "stepper";
  input.replaceWith(stepper);
  stepper.append(step(-1, "−"), input, step(1, "+"));
  input.addEventListener("input", show);

  const family = form.querySelector("[data-family]");
  const named = () => {
    const ticked = family.querySelectorAll("input[name=children]:checked").length;
    return ticked + (family.querySelector("input[name=brings_only]").checked ? 0 : 1);
  };
  if (family) {
    let before = named();
    family.addEventListener("change", () => {
      const others = Math.max((Number.parseInt(input.value, 10) || before) - before, 0);
      before = named();
      input.value = String(Math.min(Math.max(before + others, 1), most));
      show();
    });
  }
  show();
}
