// Lets this browser show messages: asks when the button is pressed, subscribes, and hands the subscription to the form.
const part = document.querySelector("[data-push]");
const form = part?.querySelector("form[hidden]");

const say = (name) => {
  part.querySelector("[data-said]").textContent = part.querySelector(`template[data-words=${name}]`).content.textContent;
};

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

// A subscription made for another key pair of the site can be used for nothing.
async function subscribe() {
  const worker = await navigator.serviceWorker.register(part.dataset.worker, { scope: "/" });
  const before = await worker.pushManager.getSubscription();
  if (before && text(before.options.applicationServerKey) !== part.dataset.key) await before.unsubscribe();
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(part.dataset.key) });
}

async function turnOn() {
  if ((await Notification.requestPermission()) !== "granted") return say("denied");
  let subscription;
  try {
    subscription = await subscribe();
  } catch {
    return say("away");
  }
  form.elements.endpoint.value = subscription.endpoint;
  form.elements.p256dh.value = text(subscription.getKey("p256dh"));
  form.elements.auth.value = text(subscription.getKey("auth"));
  return form.requestSubmit();
}

async function isOn() {
  if (!part.querySelector("[data-here]") || Notification.permission !== "granted") return false;
  const worker = await navigator.serviceWorker.getRegistration("/");
  return Boolean(await worker?.pushManager.getSubscription());
}

if (form) {
  part.querySelector("[data-no-script]").hidden = true;
  if (!("PushManager" in window && "Notification" in window && navigator.serviceWorker)) {
    say(/iPhone|iPad|Macintosh.*Mobile/.test(navigator.userAgent) ? "iphone" : "unsupported");
  } else if (!(await isOn())) {
    form.hidden = false;
    const button = form.querySelector("button");
    button.addEventListener("click", async () => {
      button.disabled = true;
      await turnOn();
      button.disabled = false;
    });
  }
}
