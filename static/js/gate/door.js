// What a ticket means at this door, by what the device knows. Values in, answer out.
import { TEST_CODE } from "./guests.js";

// A QR code's address or a typed code → { code, signature }, or null when it is neither.
export function readTicket(raw) {
  const last = raw.trim().split("/t/").pop();
  const [code, signature = ""] = last.split(".");
  const plain = code.replace(/[\s-]/g, "").toUpperCase();
  if (plain === TEST_CODE) return { code: plain, signature: "" };
  if (!/^[0-9A-Z]{6,20}$/.test(plain) || !/^[0-9a-z]{0,20}$/.test(signature)) return null;
  return { code: plain, signature };
}

// → { kind, rest, forced }: `rest` people may still come in with it; `forced` if letting them in overrides something.
export function judge(guest, ticket, { now, doors }) {
  if (!guest) return { kind: now < doors ? "early" : "unknown", rest: 1, forced: true };
  if (guest.standing === "test") return { kind: "test", rest: 0, forced: false };
  const rest = Math.max(guest.seats - guest.came, 0);
  if (now < doors) return { kind: "early", rest: guest.seats, forced: false };
  if (ticket.signature && ticket.signature !== guest.signature) return { kind: "forged", rest: Math.max(rest, 1), forced: true };
  if (guest.standing === "ended") return { kind: "ended", rest: guest.seats, forced: true };
  if (rest === 0) return { kind: "again", rest: 1, forced: true };
  if (guest.standing === "absent") return { kind: "absent", rest, forced: true };
  return { kind: guest.came ? "rest" : "fine", rest, forced: false };
}

// A box for each who may come in: names where they are known, children and others by number.
export function partyOf(guest, rest, words) {
  if (!guest || guest.came) return Array.from({ length: rest }, (_, n) => words("person", { n: n + 1 }));
  const names = [...guest.party];
  if (!names.length) names.push(guest.name || words("person", { n: 1 }));
  for (let n = 1; n <= guest.children && names.length < guest.seats; n += 1) names.push(words("child", { n }));
  while (names.length < guest.seats) names.push(words("person", { n: names.length + 1 }));
  return names.slice(0, rest);
}

// Seats that may be given to walk-ins now. While a smaller allowance is not yet agreed with the site, it counts.
export function seatsLeft(gate) {
  return Math.max(Math.min(gate.allowance, gate.cap ?? gate.allowance) - gate.used, 0);
}
