// Makes a passkey or shows one: asks the site what the browser shall sign, and hands the answer to the form.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function ask(form) {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const answer = await fetch(form.dataset.ask, { method: "POST", body });
  if (!answer.ok) throw new Error(answer.status);
  const asked = await answer.json();
  return { ...asked, challenge: bytes(asked.challenge) };
}

async function make(asked) {
  const user = { ...asked.user, id: bytes(asked.user.id) };
  return navigator.credentials.create({ publicKey: { ...asked, user, excludeCredentials: named(asked.excludeCredentials) } });
}

const show = (asked) => navigator.credentials.get({ publicKey: { ...asked, allowCredentials: named(asked.allowCredentials) } });

function plain(credential) {
  const { id, type, response } = credential;
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  return { id, rawId: text(credential.rawId), type, response: parts, clientExtensionResults: {} };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    const said = form.querySelector("[data-said]");
    said.hidden = true;
    try {
      const asked = await ask(form);
      const credential = await (form.dataset.passkey === "make" ? make(asked) : show(asked));
      form.elements.answer.value = JSON.stringify(plain(credential));
      form.submit();
    } catch {
      said.hidden = false;
    }
  });
}
