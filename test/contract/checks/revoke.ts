// Unlinking takes the authorisation back, and is content when there is none any more.

import { connect, openRig } from "../rig.ts";
import { type Check, when } from "../subject.ts";

export const revoke: Check = {
  name: "ends a connection, also one that has ended already",
  async findFlaws(subject) {
    await using rig = await openRig(subject);
    const { account, credential } = await connect(rig);
    for (const time of ["once", "twice"]) {
      try {
        await subject.connector.revoke?.(rig.session(credential), account);
      } catch (error) {
        rig.watch.show("an error of revoking", error);
        return when(time, [`it throws: ${String(error)}`, ...rig.watch.flaws()]);
      }
    }
    return [...rig.watch.flaws()];
  },
};
