// The check of a draw on its page. All is computed here; nothing is sent.
import { verify } from "./verify.js";

const form = document.querySelector("[data-draw-check]");
const said = document.querySelector("[data-draw-said]");
const words = (code) => document.querySelector(`template[data-words="${code}"]`).content.textContent;
const filled = (code, facts) => words(code).replace(/\{(\w+)\}/g, (_all, name) => facts[name]);

async function bytesOf(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  return new Uint8Array(await answer.arrayBuffer());
}

function sentences({ faults, facts }) {
  if (faults.length) return faults.map((fault) => filled(fault.code, fault.facts));
  return [filled(facts.is_drawn ? "right" : "right_promise", facts)];
}

function say(lines, isRight) {
  said.className = `notice notice-${isRight ? "info" : "error"}`;
  said.firstElementChild.replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
  said.hidden = false;
  said.scrollIntoView({ block: "center" });
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { own, entropy, commitment } = form.elements;
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const chosen = own.files[0];
    const file = chosen ? new Uint8Array(await chosen.arrayBuffer()) : await bytesOf(form.dataset.drawCheck);
    const code = await bytesOf(form.dataset.code);
    const report = verify(file, { entropy: entropy.value, commitment_digest: commitment.value }, code);
    say(sentences(report), !report.faults.length);
  } catch {
    say([words("unreachable")], false);
  }
  button.disabled = false;
});
if (form) form.hidden = false;
