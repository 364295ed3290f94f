// The draw of sciencepop/draws/draw.py once more, written for browsers: its words stand there.
import { sha256 } from "./sha256.js";

const GENERAL = "general";
export const HOUSEHOLD = "household";

export const seedOf = (inputDigest, entropy) => sha256(`${inputDigest}|${entropy}`);

// Sheets by their numbers.
export function inOrder(sheets, seed) {
  const keyed = sheets.map((sheet) => ({ sheet, key: sha256(`${seed}|${sheet.people[0]}`) }));
  return keyed.sort((one, other) => (one.key < other.key ? -1 : 1)).map(({ sheet }) => sheet);
}

// → { places, queues }: for each sheet of the order its place in queues, or null.
export function draw(terms, order) {
  const asking = allAsking(terms, order);
  const queues = terms.classes.flatMap((one) => one.buckets.map((bucket) => ({ class: one.code, bucket: bucket.code, seats: bucket.seats })));
  const numbers = order.map((_sheet, number) => number);
  const pairs = settle(queues.map(({ seats }) => Math.floor(seats / 2)), asking, numbers.filter((n) => order[n].people.length === 2));
  const rest = queues.map(({ seats }, queue) => seats - 2 * pairs[queue].length);
  const alone = settle(rest, asking, numbers.filter((n) => order[n].people.length === 1));
  const places = order.map(() => null);
  queues.forEach((queue, at) => {
    for (const { number } of [...pairs[at], ...alone[at]]) places[number] = at;
    queue.taken = 2 * pairs[at].length + alone[at].length;
    queue.closed = queue.taken === queue.seats ? closing(terms, (alone[at].length ? alone[at] : pairs[at]).at(-1)) : null;
  });
  return { places, queues };
}

function closing(terms, { tier, number }) {
  const { priorities } = terms;
  return { belongs: tier < priorities.length, number: number + 1, priority: priorities[tier % priorities.length] };
}

// Deferred acceptance. Everybody who is kept stands in a list, the best first; the worst is sent on.
function settle(seats, asking, numbers) {
  const kept = seats.map(() => []);
  const asked = asking.map(() => 0);
  const waiting = [...numbers].reverse();
  while (waiting.length) {
    const number = waiting.pop();
    while (asked[number] < asking[number].length) {
      const { queue, tier } = asking[number][asked[number]];
      asked[number] += 1;
      const list = kept[queue];
      const isFull = list.length >= seats[queue];
      if (isFull && (!list.length || !isBetter({ tier, number }, list.at(-1)))) continue;
      insert(list, { tier, number });
      if (isFull) waiting.push(list.pop().number);
      break;
    }
  }
  return kept;
}

const isBetter = (one, other) => one.tier < other.tier || (one.tier === other.tier && one.number < other.number);

function insert(list, claim) {
  let at = list.length;
  while (at && isBetter(claim, list[at - 1])) at -= 1;
  list.splice(at, 0, claim);
}

function allAsking(terms, order) {
  const places = new Map();
  let queue = 0;
  for (const one of terms.classes) places.set(one.code, one.buckets.map(({ code }) => ({ code, queue: queue++ })));
  return order.map(({ people, wishes }) =>
    wishes.flatMap((wish) => askingOf(terms.priorities, places.get(wish.class), wish, people.length)),
  );
}

function askingOf(priorities, buckets, wish, people) {
  const tier = priorities.indexOf(wish.priority);
  const belongs = ({ code }) => (people === 2 ? code === HOUSEHOLD : code === GENERAL || wish.buckets.includes(code));
  const own = buckets.filter(belongs).map(({ queue }) => ({ queue, tier }));
  if (people === 2) return own;
  const others = buckets.filter((bucket) => !belongs(bucket));
  return [...own, ...others.map(({ queue }) => ({ queue, tier: tier + priorities.length }))];
}
