// Hands the page's permanent address to the telephone's own sharing, or copies it.
const button = document.querySelector("[data-share]");
const address = document.querySelector("link[rel=canonical]")?.href ?? location.href;
if (button && (navigator.share || navigator.clipboard)) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) {
        await navigator.share({ title: document.querySelector("h1").textContent, url: address });
      } else {
        await navigator.clipboard.writeText(address);
        button.querySelector("span").textContent = button.dataset.done;
      }
    } catch {
      // The visitor changed their mind.
    }
  });
}
