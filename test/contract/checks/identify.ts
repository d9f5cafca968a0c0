// What a user may enter by mistake is answered with what to do about it, and trouble on the way there
// is told from a wrong entry.

import { failureOf } from "#connector/failure.ts";
import type { PlainFault } from "#connector/faults.ts";
import { connect, entriesOf, openRig, type Rig } from "../rig.ts";
import { type Check, type Flaw, type Subject, unless } from "../subject.ts";

const nonsense: readonly string[] = [
  ...["", "   ", "x", "💥", "null", "javascript:alert(1)", "../../etc/passwd", "a\r\nHost: b"],
  ...["https://", "https://nobody.invalid/api/1/2", "http://127.0.0.1:1/", "http://[::1]/"],
  ...["https://user:word@nobody.invalid/", "y".repeat(4_000)],
];

const troubles: readonly PlainFault[] = [
  ...(["lose-request", "lose-reply", "unauthorized", "server-error", "truncated-json"] as const),
];

export const wrongEntries: Check = {
  name: "answers a wrong entry with what to do about it",
  async findFlaws(subject) {
    await using rig = await openRig(subject);
    const flaws: Flaw[] = [];
    for (const { name, secret } of subject.auth.fields) {
      const another = anotherSecret(entriesOf(rig)[name] ?? "");
      if (secret) rig.watch.addSecrets({ [name]: another });
      for (const entry of [...nonsense, ...(secret ? [another] : [])]) {
        flaws.push(...(await ofWrongEntry(rig, name, entry)));
      }
    }
    return [...flaws, ...rig.watch.flaws()];
  },
};

export const troubleConnecting: Check = {
  name: "tells trouble while connecting from a wrong entry",
  async findFlaws(subject) {
    const requests = await requestsToConnect(subject);
    const flaws: Flaw[] = [];
    for (const fault of troubles) {
      for (let after = 0; after < requests; after += 1) {
        flaws.push(...(await ofTrouble(subject, fault, after)));
      }
    }
    return flaws;
  },
};

async function ofWrongEntry(rig: Rig, field: string, entry: string): Promise<Flaw[]> {
  const { fields } = rig.subject.auth;
  const what = `${JSON.stringify(entry.slice(0, 40))} as ${field}`;
  const isOptional = fields.some(({ name, required }) => name === field && !required);
  try {
    const answer = await rig.identify({ ...entriesOf(rig), [field]: entry });
    if (!("problem" in answer)) return unless(isOptional, `it connects with ${what}`);
    rig.watch.show(`the answer to ${what}`, answer);
    const { message, field: blamed } = answer.problem;
    return [
      ...unless(message.endsWith("."), `it answers ${what} with no sentence: ${message}`),
      ...unless(
        blamed === null || fields.some(({ name }) => name === blamed),
        `it blames ${blamed}, which is no field, for ${what}`,
      ),
    ];
  } catch (error) {
    return [`it throws at ${what}: ${String(error)}`];
  }
}

async function ofTrouble(subject: Subject, fault: PlainFault, after: number): Promise<Flaw[]> {
  await using rig = await openRig(subject);
  rig.served.faults.inject({ fault, aim: "any", times: 1, after });
  const what = `${fault} of request ${after + 1} while connecting`;
  try {
    const answer = await rig.identify(entriesOf(rig));
    if ("problem" in answer) rig.watch.show(`the answer to ${what}`, answer);
    return [...rig.watch.flaws()];
  } catch (error) {
    rig.watch.show(`the error of ${what}`, error);
    const isTrouble = failureOf(error) !== undefined;
    return [...unless(isTrouble, `${what} ends as a bug: ${String(error)}`), ...rig.watch.flaws()];
  }
}

async function requestsToConnect(subject: Subject): Promise<number> {
  await using rig = await openRig(subject);
  await connect(rig);
  return rig.served.requests.length;
}

/** Of the same shape, so that only the platform can tell that it is wrong. */
function anotherSecret(secret: string): string {
  const [end = ""] = /[\w-]+$/.exec(secret) ?? [];
  return secret.slice(0, secret.length - end.length) + end.replace(/\w/g, "q");
}
