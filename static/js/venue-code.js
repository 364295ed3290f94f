// The venue's screen fetches its next code by itself; without this the link below it does.
const part = document.getElementById("venue-code");

async function renew() {
  let wait = 5;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = answer.ok && !answer.redirected && page.getElementById("venue-code");
    if (fresh) {
      part.replaceChildren(...fresh.childNodes);
      wait = Number(fresh.dataset.left);
    }
  } catch {
    // No network: try again soon. The old code is refused after two minutes.
  }
  setTimeout(renew, (wait + 0.5) * 1000);
}

setTimeout(renew, (Number(part.dataset.left) + 0.5) * 1000);
