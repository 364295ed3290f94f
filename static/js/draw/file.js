// Reading a draw's file line by line, as sciencepop/draws/draw_file.py does.
import { HOUSEHOLD } from "./allocate.js";
import { sha256 } from "./sha256.js";

export const FORMAT = "sciencepop.draw/1";
const MOST_SEATS = 100000;

export class Broken extends Error {
  constructor(code, facts = {}) {
    super(code);
    this.fault = { code, facts };
  }
}

// A value as a line: names in the order of the alphabet, no spaces.
export function written(value) {
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${written(value[name])}`).join(",")}}`;
}

// Bytes → { promise, promiseDigest, terms, sheets, inputDigest, header, result, resultFrom }
export function readFile(bytes) {
  const rows = rowsOf(bytes);
  let at = 0;
  let promise = null;
  if (parsed(rows, 0)?.kind === "commitment") {
    promise = read(isCommitment, rows, 0);
    at = 1;
  }
  const start = at;
  const terms = read(isRound, rows, start);
  const sheets = sheetsOf(rows, start + 1, terms);
  at = start + 1 + sheets.length;
  const header = at < rows.length ? read(isHeader, rows, at) : null;
  const inputDigest = sha256(rows.slice(start, at).map((row) => `${row}\n`).join(""));
  const promiseDigest = promise && sha256(`${rows[0]}\n`);
  return { promise, promiseDigest, terms, sheets, inputDigest, header, result: rows.slice(at), resultFrom: at + 1 };
}

function rowsOf(bytes) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Broken("utf8");
  }
  const rows = text.split("\n");
  if (rows.pop() || !rows.length) throw new Broken("line", { line: rows.length + 1 });
  return rows;
}

function sheetsOf(rows, from, terms) {
  const buckets = new Map(terms.classes.map((one) => [one.code, one.buckets.map(({ code }) => code)]));
  const isSheet = sheetCheck(buckets, terms.priorities);
  const sheets = [];
  const names = new Set();
  let last = "";
  for (let at = from; at < rows.length && parsed(rows, at)?.kind === "sheet"; at += 1) {
    const sheet = read(isSheet, rows, at);
    if (sheet.people.some((name) => names.has(name))) throw new Broken("twice", { line: at + 1 });
    if (sheet.people[0] < last) throw new Broken("sorted", { line: at + 1 });
    last = sheet.people[0];
    for (const name of sheet.people) names.add(name);
    sheets.push(sheet);
  }
  return sheets;
}

function read(isRight, rows, at) {
  const value = parsed(rows, at);
  if (!isRight(value)) throw new Broken("line", { line: at + 1 });
  return value;
}

function parsed(rows, at) {
  if (at < rows.length) {
    try {
      const value = JSON.parse(rows[at]);
      if (written(value) === rows[at]) return value;
    } catch {
      // Not JSON: told below.
    }
  }
  throw new Broken("line", { line: at + 1 });
}

const isList = Array.isArray;
const isCode = (value) => typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value);
const isDigest = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const isText = (value) =>
  typeof value === "string" && value === value.normalize("NFC") && !/[\u0000-\u001f\u007f\ud800-\udfff]/u.test(value);
const isSaid = (value) => isText(value) && value !== "";
const isUnique = (values) => new Set(values).size === values.length;
const areCodes = (value) => isList(value) && value.every(isCode) && isUnique(value);
const isSeats = (value) => Number.isInteger(value) && value >= 1 && value <= MOST_SEATS;
const rises = (codes) => codes.every((code, at) => !at || codes[at - 1] < code);
const exactly = (word) => (value) => value === word;

function has(value, checks) {
  if (value === null || typeof value !== "object" || isList(value)) return false;
  const names = Object.keys(checks);
  return Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name) && checks[name](value[name]));
}

const isCommitment = (row) =>
  has(row, {
    format: exactly(FORMAT),
    kind: exactly("commitment"),
    round: isCode,
    closed_at: isText,
    input_digest: isDigest,
    code_digest: isDigest,
    entropy_source: isSaid,
    entropy_due: isText,
  });

const isHeader = (row) =>
  has(row, {
    code_digest: isDigest,
    commitment_digest: isDigest,
    entropy: isSaid,
    format: exactly(FORMAT),
    input_digest: isDigest,
    kind: exactly("result"),
    round: isCode,
    seed: isDigest,
  });

function isRound(row) {
  const checks = { classes: isList, format: exactly(FORMAT), kind: exactly("round"), priorities: areCodes, round: isCode };
  if (!has(row, checks) || !row.classes.length || !row.priorities.length) return false;
  return row.classes.every(isClass) && rises(row.classes.map(({ code }) => code));
}

function isClass(row) {
  if (!has(row, { buckets: isList, code: isCode, title: isText }) || !row.buckets.length) return false;
  const isBucket = (one) =>
    has(one, { code: isCode, seats: isSeats }) && (one.code !== HOUSEHOLD || one.seats % 2 === 0);
  return row.buckets.every(isBucket) && isUnique(row.buckets.map(({ code }) => code));
}

function sheetCheck(buckets, priorities) {
  const isWish = (people) => (row) => {
    if (!has(row, { buckets: areCodes, class: isCode, priority: isCode }) || !rises(row.buckets)) return false;
    const known = buckets.get(row.class);
    if (!known || !priorities.includes(row.priority)) return false;
    if (!row.buckets.every((code) => known.includes(code) && code !== "general" && code !== HOUSEHOLD)) return false;
    return people === 1 || (known.includes(HOUSEHOLD) && !row.buckets.length);
  };
  return (row) => {
    if (!has(row, { kind: exactly("sheet"), people: isList, wishes: isList })) return false;
    const { people, wishes } = row;
    if (!people.length || people.length > 2 || !people.every(isDigest) || !isUnique(people)) return false;
    return wishes.length > 0 && wishes.every(isWish(people.length)) && isUnique(wishes.map((wish) => wish.class));
  };
}
