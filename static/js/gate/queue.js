// What happened at this door: noted at once on the device, sent when the site can be reached, each note once.
import { seatsLeft } from "./door.js";
import { together } from "./store.js";

export const AT_ONCE = 50;

// Note a party that was let in. A walk-in without force takes seats of the allowance in the same transaction: null when
// there are not enough.
export function note(event) {
  return together(async ({ facts, notes }) => {
    const gate = await facts.get("gate");
    if (event.kind === "walk_in" && !event.forced) {
      if (seatsLeft(gate) < event.seats) return null;
      await facts.put({ ...gate, used: gate.used + event.seats }, "gate");
    }
    const row = { ...event, nonce: crypto.randomUUID(), sent: false };
    await notes.put(row);
    return row;
  });
}

export const unsent = async () => (await allNotes()).filter((row) => !row.sent);
export const allNotes = () => together(({ notes }) => notes.all());

// Write down what the site answered. What it has need not stay here: the codes of tickets go.
export function settle(answers, state) {
  return together(async ({ facts, notes }) => {
    const rows = await notes.all();
    for (const row of rows) {
      const answer = answers[row.nonce];
      if (!answer || row.sent) continue;
      Object.assign(row, { sent: true, code: "", signature: "", words: answer.words, odd: answer.odd });
      await notes.put(row);
    }
    const waiting = rows.filter((row) => !row.sent && row.kind === "walk_in" && !row.forced);
    const gate = agreed(await facts.get("gate"), state, waiting);
    await facts.put(gate, "gate");
    return gate;
  });
}

// The gate by the site's state: what it counts, and what of ours it does not know yet. An older state changes nothing.
export function agreed(gate, state, waiting) {
  if (gate && state.version < gate.version) return gate;
  const used = state.walked_in + waiting.reduce((sum, row) => sum + row.seats, 0);
  const fresh = { ...gate, ...state, used };
  if (fresh.cap !== undefined && state.version > fresh.capVersion) {
    delete fresh.cap;
    delete fresh.capVersion;
  }
  return fresh;
}

// A smaller allowance counts here before it is asked for, so that nothing is given away that goes back.
export function lower(allowance) {
  return together(async ({ facts }) => {
    const gate = await facts.get("gate");
    if (allowance < gate.used) return null;
    const capped = { ...gate, cap: allowance, capVersion: gate.version };
    await facts.put(capped, "gate");
    return capped;
  });
}
