// A gate: arms this device, lets people in, and brings what happened to the site whenever it can be reached.
import { Away, ask, newSecret } from "./api.js";
import { judge, partyOf, readTicket, seatsLeft } from "./door.js";
import { countGuests, findGuest, keepGuests, keepTest, newSalt } from "./guests.js";
import { $, clock, log, offerParty, put, say, show, tell, ticked } from "./panel.js";
import { AT_ONCE, agreed, allNotes, lower, note, settle, unsent } from "./queue.js";
import { canScan, startScan } from "./scan.js";
import { forget, isSound, keep, read } from "./store.js";

const EVERY = 20000;
const OVERLAP = 120;
let [isOnline, isBusy, stopScan, pending] = [false, false, null, null];

const now = (gate) => Math.floor(Date.now() / 1000) + (gate?.skew ?? 0);
const skewOf = (body) => body.now - Math.floor(Date.now() / 1000);

async function arm(link) {
  const before = await read("gate");
  if (before?.link === link) return null;
  if (before && (!before.ended || (await unsent()).length)) return tell("bad", say("other-gate"), before.name);
  if (before) await forget();
  const pairing = (await read("pairing")) ?? { link, secret: newSecret() };
  if (pairing.link !== link) Object.assign(pairing, { link, secret: newSecret() });
  await keep("pairing", pairing);
  const { status, body } = await ask("arm", link, { device: pairing.secret });
  if (status !== 200) return tell("bad", body.words || say("bad-link"));
  const salt = newSalt();
  const gate = agreed(undefined, body.gate, []);
  await keep("gate", { ...gate, link, secret: pairing.secret, salt, skew: skewOf(body), listedAt: 0 });
  await keepTest(salt);
  return null;
}

// The list: all of it at first, later what has changed.
async function fetchGuests() {
  const gate = await read("gate");
  let [after, listedAt] = [0, 0];
  do {
    const since = Math.max(gate.listedAt - OVERLAP, 0);
    const { status, body } = await ask("guests", gate.secret, { since, after });
    if (status !== 200) return;
    listedAt ||= body.now;
    const waiting = await unsent();
    const extra = (code) => waiting.filter((row) => row.code === code).reduce((sum, row) => sum + row.seats, 0);
    await keepGuests(body.guests, gate.salt, extra);
    after = body.more;
  } while (after);
  await keep("gate", { ...(await read("gate")), listedAt });
}

// Send what waits, agree on the allowance, fetch what is new. One at a time, also between two windows.
async function sync() {
  if (isBusy) return;
  isBusy = true;
  try {
    await navigator.locks.request("gate-sync", exchange);
    isOnline = true;
  } catch (error) {
    if (!(error instanceof Away)) throw error;
    isOnline = false;
  } finally {
    isBusy = false;
    await draw();
  }
}

async function exchange() {
  do {
    const gate = await read("gate");
    const events = (await unsent()).slice(0, AT_ONCE).map(({ id, sent, ...event }) => event);
    const { status, body } = await ask("sync", gate.secret, { events });
    if (status !== 200) return tell("bad", body.words || say("refused", { status }));
    await settle(body.answers, body.gate);
    await keep("gate", { ...(await read("gate")), skew: skewOf(body), syncedAt: body.now });
  } while ((await unsent()).length);
  const gate = await read("gate");
  if (gate.cap !== undefined) await askAllowance(gate.cap, gate);
  if (!gate.ended) await fetchGuests();
  return null;
}

async function askAllowance(allowance, gate) {
  const { status, body } = await ask("allowance", gate.secret, { allowance, version: gate.capVersion ?? gate.version });
  if (status === 200) await settle({}, body.gate);
  return { status, body };
}

async function changeAllowance(wanted) {
  const gate = await read("gate");
  if (wanted < gate.allowance && !(await lower(wanted))) return tell("bad", say("too-low", { n: gate.used }));
  try {
    const { status, body } = await navigator.locks.request("gate-sync", async () => askAllowance(wanted, await read("gate")));
    tell(status === 200 ? "good" : "bad", status === 200 ? say("allowance-set", { n: wanted }) : body.words);
  } catch {
    tell("bad", say("needs-network"));
  }
  return sync();
}

async function present(raw) {
  const ticket = readTicket(raw);
  show("party-form", false);
  pending = null;
  if (!ticket) return tell("bad", say("not-a-ticket"));
  const gate = await read("gate");
  const guest = await findGuest(ticket.code, gate.salt);
  const found = judge(guest, ticket, { now: now(gate), doors: gate.doors });
  const facts = { n: found.rest, seats: guest?.seats ?? 0, came: guest?.came ?? 0, doors: clock(gate.doors) };
  const kind = found.forced ? "bad" : found.kind === "fine" || found.kind === "test" ? "good" : "odd";
  tell(kind, say(found.kind, facts), guest?.name ?? "");
  if (found.kind === "test") return keep("gate", { ...gate, testedAt: now(gate) }).then(draw);
  if (found.kind === "early") return null;
  pending = { ticket, guest, found };
  return offerParty(partyOf(guest, found.rest, say), say(found.forced ? "force" : "admit"));
}

async function admit(event) {
  event.preventDefault();
  const seats = ticked();
  if (!pending || seats < 1) return null;
  const { ticket, guest, found } = pending;
  pending = null;
  show("party-form", false);
  const gate = await read("gate");
  await note({ kind: "scan", code: ticket.code, signature: ticket.signature, ...common(seats, found.forced, gate) });
  if (guest) await keepGuests([{ ...guest, came: guest.came + seats }], gate.salt);
  tell(found.forced ? "odd" : "good", say("admitted", { n: seats }), guest?.name ?? "");
  await draw();
  return sync();
}

async function walkIn(event, forced) {
  event.preventDefault();
  const gate = await read("gate");
  if (now(gate) < gate.doors) return tell("odd", say("early", { doors: clock(gate.doors) }));
  const seats = Number($("walk-in-seats").value);
  if (!Number.isInteger(seats) || seats < 1 || seats > 50) return tell("bad", say("not-a-number"));
  const row = await note({ kind: "walk_in", ...common(seats, forced, gate) });
  if (!row) tell("bad", say("none-left", { n: seatsLeft(await read("gate")) }));
  else tell(forced ? "odd" : "good", say("admitted", { n: seats }));
  show("walk-in-force", !row);
  await draw();
  return sync();
}

const common = (seats, forced, gate) => ({ seats, forced, at: now(gate), offline: !isOnline });

async function end() {
  await sync();
  const gate = await read("gate");
  if (!isOnline || (await unsent()).length) return tell("bad", say("needs-network"));
  const { status } = await ask("end", gate.secret, {}).catch(() => ({ status: 0 }));
  if (status !== 200) return tell("bad", say("needs-network"));
  await forget();
  show("gate", false);
  return tell("good", say("ended-here"));
}

async function draw() {
  const gate = await read("gate");
  if (!gate) return;
  const [rows, guests] = [await allNotes(), await countGuests()];
  const waiting = rows.filter((row) => !row.sent).length;
  const isTest = now(gate) < gate.doors;
  put("gate-name", gate.name);
  put("gate-title", `${gate.title} · ${gate.when}`);
  put("mode", say(gate.ended ? "mode-ended" : isTest ? "mode-test" : "mode-live", { doors: clock(gate.doors) }));
  put("network", say(isOnline ? "online" : "offline"));
  $("network").className = isOnline ? "tag" : "tag tag-warm";
  put("waiting", say("waiting", { n: waiting }));
  put("ready-guests", say("parties", { n: guests }));
  put("ready-allowance", say("left-of", { n: seatsLeft(gate), all: gate.allowance }));
  put("ready-sync", gate.syncedAt ? clock(gate.syncedAt) : say("never"));
  put("ready-test", gate.testedAt ? say("tested", { at: clock(gate.testedAt) }) : say("not-tested"));
  put("left", say("left", { n: seatsLeft(gate) }));
  log(rows);
  show("gate", true);
  show("arm-first", false);
}

async function toggleCamera() {
  if (stopScan) {
    stopScan();
    stopScan = null;
  } else {
    stopScan = await startScan($("camera"), present).catch(() => null);
    if (!stopScan) tell("bad", say("no-camera"));
  }
  show("camera", Boolean(stopScan));
  put("camera-button", say(stopScan ? "camera-stop" : "camera-start"));
}

function listen() {
  $("code-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    await present($("code").value);
    $("code").value = "";
  });
  $("party-form").addEventListener("submit", admit);
  $("walk-in-form").addEventListener("submit", (event) => walkIn(event, false));
  $("walk-in-force").addEventListener("click", (event) => walkIn(event, true));
  $("allowance-form").addEventListener("submit", (event) => {
    event.preventDefault();
    changeAllowance(Number($("allowance").value));
  });
  $("camera-button").addEventListener("click", toggleCamera);
  $("sync").addEventListener("click", sync);
  $("end").addEventListener("click", end);
  addEventListener("online", sync);
  addEventListener("offline", () => {
    isOnline = false;
    draw();
  });
  setInterval(sync, EVERY);
}

async function start() {
  document.documentElement.toggleAttribute("data-elder", /(?:^|;\s*)elder=1/.test(document.cookie));
  const { isKept, isPromised } = await isSound();
  put("ready-storage", say(!isKept ? "storage-bad" : isPromised ? "storage-good" : "storage-fair"));
  const link = location.hash.slice(1);
  if (link) {
    try {
      await arm(link);
      history.replaceState(null, "", location.pathname);
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      tell("bad", say("needs-network"));
    }
  }
  if (!(await read("gate"))) return;
  listen();
  show("camera-part", await canScan());
  await draw();
  await sync();
  const worker = await navigator.serviceWorker?.register(document.body.dataset.worker, { scope: document.body.dataset.scope });
  if (worker) await navigator.serviceWorker.ready;
  put("ready-offline", say(worker ? "opens-offline" : "opens-online"));
}

start();
