// The few questions that a device asks the site. No cookie goes along: the device's secret opens the door.
const PATIENCE = 10000;

export class Away extends Error {}

// → { status, body }. Throws Away when the site does not answer.
export async function ask(what, secret, body) {
  const base = document.body.dataset.api;
  try {
    const answer = await fetch(base + what, {
      method: "POST",
      headers: { Authorization: `Bearer ${secret}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status >= 500 || answer.status === 429) throw new Away(String(answer.status));
    return { status: answer.status, body: await answer.json() };
  } catch (error) {
    throw error instanceof Away ? error : new Away(String(error));
  }
}

export function newSecret() {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
