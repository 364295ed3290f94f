// Checks a draw's file in the visitor's browser, with nothing but this file and what it holds. Same answers as
// sciencepop/draws/verify.py, as codes with facts; the page has the words.
import { draw, inOrder, seedOf } from "./allocate.js";
import { Broken, readFile, written } from "./file.js";
import { sha256 } from "./sha256.js";

export const clean = (text) => text.normalize("NFC").split(/\s+/u).filter(Boolean).join(" ");

// `known`: { commitment_digest, entropy }, each '' if the visitor does not know it. `code`: the allocator's file, or null.
// → { faults: [{ code, facts }], facts }. No faults: all is right.
export function verify(bytes, known = {}, code = null) {
  let file;
  try {
    file = readFile(bytes);
  } catch (error) {
    if (error instanceof Broken) return { faults: [error.fault], facts: {} };
    throw error;
  }
  const faults = [...brokenPromises(file, known, code && sha256(code)), ...wrongHeader(file, known)];
  const facts = {
    round: file.terms.round,
    classes: file.terms.classes.length,
    sheets: file.sheets.length,
    input_digest: file.inputDigest,
    commitment_digest: file.promiseDigest,
    is_drawn: file.header !== null,
  };
  if (file.header && !faults.some((fault) => ["round", "input", "seed"].includes(fault.code))) {
    const { lines, digest, placed } = resultOf(file);
    faults.push(...wrongResult(file, lines));
    Object.assign(facts, { entropy: file.header.entropy, result_digest: digest, placed });
  }
  return { faults, facts };
}

const differ = (code, expected, found) => ({ code, facts: { expected, found: found ?? "" } });

function brokenPromises({ promise, promiseDigest, terms, inputDigest }, known, codeDigest) {
  if (!promise) return [{ code: "no_commitment", facts: {} }];
  const faults = [];
  const kept = known.commitment_digest?.trim().toLowerCase();
  if (kept && kept !== promiseDigest) faults.push(differ("commitment", kept, promiseDigest));
  if (promise.round !== terms.round) faults.push(differ("round", promise.round, terms.round));
  if (promise.input_digest !== inputDigest) faults.push(differ("input", promise.input_digest, inputDigest));
  if (codeDigest && promise.code_digest !== codeDigest) faults.push(differ("code", promise.code_digest, codeDigest));
  return faults;
}

function wrongHeader({ header, promise, promiseDigest, terms, inputDigest }, known) {
  if (!header) return [];
  const faults = [];
  const entropy = known.entropy && clean(known.entropy);
  const seed = seedOf(header.input_digest, header.entropy);
  const isInput = [inputDigest, promise?.input_digest].includes(header.input_digest);
  if (promise && header.commitment_digest !== promiseDigest) {
    faults.push(differ("promise", header.commitment_digest, promiseDigest));
  }
  if (header.round !== terms.round) faults.push(differ("round", terms.round, header.round));
  if (!isInput) faults.push(differ("input", header.input_digest, inputDigest));
  if (promise && header.code_digest !== promise.code_digest) faults.push(differ("code", promise.code_digest, header.code_digest));
  if (entropy && entropy !== header.entropy) faults.push(differ("entropy", entropy, header.entropy));
  if (header.seed !== seed) faults.push(differ("seed", seed, header.seed));
  return faults;
}

// The lines that the result must have.
function resultOf({ terms, sheets, header }) {
  const order = inOrder(sheets, header.seed);
  const { places, queues } = draw(terms, order);
  const rows = [header, ...queues.map((queue) => ({ ...queue, kind: "queue" }))];
  order.forEach((sheet, index) => {
    const queue = places[index] === null ? null : queues[places[index]];
    const wish = queue && sheet.wishes.findIndex((one) => one.class === queue.class) + 1;
    const given = { bucket: queue && queue.bucket, class: queue && queue.class, wish };
    rows.push({ ...given, kind: "place", number: index + 1, person: sheet.people[0] });
  });
  const lines = rows.map(written);
  const digest = sha256(lines.map((line) => `${line}\n`).join(""));
  lines.push(written({ digest, kind: "seal" }));
  return { lines, digest, placed: places.filter((place) => place !== null).length };
}

// The first line that differs, and whether lines only stand in another order.
function wrongResult({ result, resultFrom }, right) {
  const length = Math.max(right.length, result.length);
  let at = 0;
  while (at < length && right[at] === result[at]) at += 1;
  if (at === length) return [];
  const line = resultFrom + at;
  if (written([...right].sort()) === written([...result].sort())) return [{ code: "reordered", facts: { line } }];
  if (at >= result.length) return [{ code: "incomplete", facts: { line } }];
  if (at >= right.length) return [{ code: "too_long", facts: { line } }];
  return [wrongLine(JSON.parse(right[at]), line)];
}

// What the line should say, as far as it is of use to a reader.
function wrongLine(right, line) {
  const facts = { line };
  for (const name of ["number", "class", "bucket", "digest"]) if (right[name]) facts[name] = right[name];
  return { code: right.kind === "place" && !right.class ? "no_place" : right.kind, facts };
}
