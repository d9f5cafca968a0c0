import { expect, it } from "vitest";

import { identify } from "./identify.ts";
import { account, newFake, sessionOf, tokenOf } from "./testing.ts";

it("the account is that of whoever agreed", async () => {
  const fake = newFake();
  for (const [person, name] of [
    ["1001", "ada"],
    ["1002", "grace"],
  ] as const) {
    const accessToken = await tokenOf(fake, { person });
    expect(await identify(sessionOf(fake.handle, accessToken))).toMatchObject({
      account: { remoteId: person, handle: `@${name}_sandbox` },
      credential: { accessToken },
    });
  }
});

it("an account has its address and its picture", async () => {
  const profile_image_url = "https://pbs.test/ada.png";
  const data = { id: "1001", name: "Ada", username: "ada_sandbox", profile_image_url };
  const identity = await identify(sessionOf(() => Response.json({ data })));
  expect(identity.account).toEqual({
    ...{ ...account, url: "https://x.com/ada_sandbox", avatarUrl: profile_image_url },
  });
});

it("trouble with X is no account", async () => {
  for (const status of [401, 402, 503]) {
    const asked = identify(sessionOf(() => Response.json({}, { status })));
    await expect(asked).rejects.toThrow(String(status));
  }
});
