// Timestamp identifiers, the keys of posts: 53 bits of microseconds and 10 random bits, written in a
// base-32 alphabet that sorts as the numbers do (https://atproto.com/specs/tid, 2026-11-01).

const alphabet = "234567abcdefghijklmnopqrstuvwxyz";
const length = 13;

/** A key for something created at `createdAt`. Keys of later milliseconds sort behind it. */
export function newTid(createdAt: Date, random: () => number): string {
  const microseconds = BigInt(createdAt.getTime()) * 1000n + BigInt(below(1000, random));
  let rest = (microseconds << 10n) | BigInt(below(1024, random));
  let tid = "";
  for (let place = 0; place < length; place++) {
    tid = alphabet.charAt(Number(rest & 31n)) + tid;
    rest >>= 5n;
  }
  return tid;
}

function below(bound: number, random: () => number): number {
  return Math.floor(random() * bound);
}
