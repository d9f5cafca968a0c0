// One delivery to a rig of its own, about to start.

import { begin, type Delivery } from "./driver.ts";
import { type DraftKind, draftToDeliver } from "./drafts.ts";
import { connect, openRig } from "./rig.ts";
import type { Subject } from "./subject.ts";

/** @throws when the connector finds fault with what every platform should take */
export async function withDelivery<T>(
  subject: Subject,
  kind: DraftKind,
  act: (delivery: Delivery) => Promise<T>,
): Promise<T> {
  const { connector } = subject;
  await using rig = await openRig(subject);
  const identity = await connect(rig);
  const draft = draftToDeliver(kind, connector.limits(identity.account));
  const composition = connector.compose(draft, identity.account);
  const problem = composition.problems.find(({ severity }) => severity === "error");
  if (problem) throw new Error(`Finds fault with the ${kind} to deliver: ${problem.message}`);
  return await act(begin(rig, identity, composition));
}
