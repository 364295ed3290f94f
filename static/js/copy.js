// Copies the text of a field; the button shows only where that works. In WeChat it brings the hint forward.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const words = button.querySelector("span");
  if (!field || !words) continue;
  const before = words.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    let done = false;
    try {
      await navigator.clipboard.writeText(field.value);
      done = true;
    } catch {
      done = document.execCommand("copy");
    }
    if (!done) return;
    words.textContent = button.dataset.done;
    setTimeout(() => {
      words.textContent = before;
    }, 2500);
  });
}
if (/MicroMessenger/i.test(navigator.userAgent)) {
  for (const hint of document.querySelectorAll("[data-in-app]")) hint.classList.add("is-needed");
}
