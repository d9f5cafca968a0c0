// The fake knows everything again when a sandbox starts anew.

import { isDeepStrictEqual } from "node:util";
import type { CreateFake } from "#connector/fake.ts";
import type { JsonObject } from "#kernel/json.ts";
import { begin, deliver } from "../driver.ts";
import { draftToDeliver } from "../drafts.ts";
import { type Check, unless } from "../subject.ts";
import { withDelivery } from "../trial.ts";

export const restart: Check = {
  name: "has a fake that knows its posts and credentials after a restart",
  findFlaws(subject) {
    const { createFake, restartFake } = restartable(subject.createFake);
    return withDelivery({ ...subject, createFake }, "card", async (delivery) => {
      const { rig, account } = delivery;
      const { connector } = subject;
      // Another one: some platforms refuse the very same twice.
      const next = draftToDeliver("short", connector.limits(account));
      await deliver(delivery);
      const posts = structuredClone(rig.served.fake.posts());
      restartFake();
      const after = structuredClone(rig.served.fake.posts());
      const ending = await deliver(begin(rig, delivery, connector.compose(next, account)));
      return [
        ...unless(isDeepStrictEqual(posts, after), "its fake forgets its posts"),
        ...unless(
          ending.state === "published",
          `its fake forgets: the next post is ${ending.state}`,
        ),
      ];
    });
  },
};

/** A fake that can be replaced, at the same address, by one that has loaded what it had saved. */
function restartable(create: CreateFake) {
  let restartFake = () => {};
  const createFake: CreateFake = (options) => {
    let fake = create(options);
    restartFake = () => {
      const saved = JSON.parse(JSON.stringify(fake.save())) as JsonObject;
      fake = create(options);
      fake.load(saved);
    };
    return {
      handle: (request) => fake.handle(request),
      isPost: (request) => fake.isPost(request),
      posts: () => fake.posts(),
      save: () => fake.save(),
      load: (state) => fake.load(state),
      refusals: fake.refusals,
      entries: fake.entries,
    };
  };
  return { createFake, restartFake: () => restartFake() };
}
