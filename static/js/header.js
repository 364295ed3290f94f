// Puts the signed-in person's name into the header of a page that is the same for everybody.
const link = document.querySelector("[data-me]");
if (link && document.cookie.includes("sp_hint=1")) {
  try {
    const answer = await fetch(link.dataset.me, { credentials: "same-origin", headers: { Accept: "text/html" } });
    if (answer.ok) {
      const name = (await answer.text()).trim();
      if (name) link.querySelector("span").textContent = new DOMParser().parseFromString(name, "text/html").body.textContent.trim();
    }
  } catch {
    // The page is complete without it.
  }
}
// After a refused form, lead the eye and the reader to the summary.
document.getElementById("error-summary")?.focus();
