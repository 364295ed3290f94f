// What the device keeps: `facts` (the gate and its secret), `guests` (encrypted, under names that only a ticket gives)
// and `notes` (what happened, until the site has it). Everything lies in one IndexedDB of this origin.
const NAME = "sciencepop-gate";
const STORES = ["facts", "guests", "notes"];
let opened;

function open() {
  opened ||= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("facts");
      request.result.createObjectStore("guests");
      request.result.createObjectStore("notes", { keyPath: "id", autoIncrement: true });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// Run `work` with the three stores in one transaction; nothing but questions to them may be awaited inside.
export async function together(work) {
  const transaction = (await open()).transaction(STORES, "readwrite", { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error || new Error("aborted"));
  });
  done.catch(() => {});
  const [facts, guests, notes] = STORES.map((name) => wrapped(transaction.objectStore(name)));
  const found = await work({ facts, guests, notes });
  await done;
  return found;
}

function wrapped(store) {
  const ask = (method) => (...given) => asked(store[method](...given));
  return { get: ask("get"), put: ask("put"), all: ask("getAll"), count: ask("count"), clear: ask("clear") };
}

export const read = (name) => together(({ facts }) => facts.get(name));
export const keep = (name, value) => together(({ facts }) => facts.put(value, name));

export function forget() {
  return together(async ({ facts, guests, notes }) => {
    await facts.clear();
    await guests.clear();
    await notes.clear();
  });
}

// Whether the device really keeps things, and whether it promises not to clear them by itself.
export async function isSound() {
  const mark = crypto.randomUUID();
  await keep("probe", mark);
  const isKept = (await read("probe")) === mark;
  const isPromised = (await navigator.storage?.persist?.().catch(() => false)) || false;
  return { isKept, isPromised };
}
