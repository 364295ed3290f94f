// The guest list as the device keeps it: each party under a name and a key that only its ticket's code gives. A lost
// device tells nobody who comes. The derivation is slow on purpose, so that codes cannot be guessed by trying.
import { together } from "./store.js";

const ROUNDS = 20000;
export const TEST_CODE = "TEST";
const text = new TextEncoder();

export function newSalt() {
  return crypto.getRandomValues(new Uint8Array(16));
}

async function derive(code, salt) {
  const secret = await crypto.subtle.importKey("raw", text.encode(code), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-512", salt, iterations: ROUNDS }, secret, 384);
  const name = btoa(String.fromCharCode(...new Uint8Array(bits, 0, 16)));
  const key = await crypto.subtle.importKey("raw", bits.slice(16), "AES-GCM", false, ["encrypt", "decrypt"]);
  return { name, key };
}

async function locked(guest, salt) {
  const { name, key } = await derive(guest.code, salt);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text.encode(JSON.stringify(guest)));
  return { name, iv, data };
}

// Encrypt and keep a part of the list. `unsent` tells for a code how many this device let in that the site knows not.
export async function keepGuests(list, salt, unsent = () => 0) {
  const rows = [];
  for (const guest of list) rows.push(await locked({ ...guest, came: guest.came + unsent(guest.code) }, salt));
  await together(async ({ guests }) => {
    for (const { name, iv, data } of rows) await guests.put({ iv, data }, name);
  });
}

export async function findGuest(code, salt) {
  const { name, key } = await derive(code, salt);
  const row = await together(({ guests }) => guests.get(name));
  if (!row) return null;
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, key, row.data);
  return JSON.parse(new TextDecoder().decode(plain));
}

export const keepTest = (salt) =>
  keepGuests([{ code: TEST_CODE, signature: "", name: "", party: [], children: 0, seats: 1, came: 0, standing: "test" }], salt);

export const countGuests = async () => Math.max((await together(({ guests }) => guests.count())) - 1, 0);
