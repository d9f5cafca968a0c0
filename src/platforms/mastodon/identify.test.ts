import { describe, expect, it } from "vitest";

import { limitsOf } from "./about.ts";
import { identify } from "./identify.ts";
import { credentialOf, instance, newFake, sessionOf } from "./testing.ts";

type Changes = Readonly<Record<string, (request: Request) => Response>>;

/** The fake's first person, at an instance that answers some paths in another way. */
async function identified(changes: Changes = {}) {
  const fake = newFake();
  const credential = await credentialOf(fake);
  const session = sessionOf(
    (request) => changes[new URL(request.url).pathname]?.(request) ?? fake.handle(request),
    credential,
  );
  return { ...(await identify(session)), entered: credential };
}

const notFound = () => Response.json({ error: "Record not found" }, { status: 404 });

describe("an account", () => {
  it("is told by its number and its host, and keeps what its instance allows", async () => {
    const { account, credential, entered } = await identified();
    expect(account).toMatchObject({
      ...{ remoteId: "1@masto.test", kind: "person", name: "Ada", handle: "@ada@masto.test" },
      ...{ url: `${instance}/@ada`, details: { instance, accountId: "1", maxCharacters: 500 } },
    });
    expect(limitsOf(account).images.mediaTypes).not.toContain("video/mp4");
    expect(credential).toEqual(entered);
  });

  it("has the address of its domain, where that is not the host", async () => {
    const described = () => Response.json({ domain: "example.org", configuration: {} });
    const { account } = await identified({ "/api/v2/instance": described });
    expect(account).toMatchObject({ remoteId: "1@masto.test", handle: "@ada@example.org" });
  });

  it.each([
    ["configuration", { configuration: { statuses: { max_characters: 3000 } } }, 3000],
    ["number of its own", { max_toot_chars: 1234 }, 1234],
    ["silence", {}, 500],
  ])("of an older server has the limits of its %s", async (_, body, max) => {
    const { account } = await identified({
      "/api/v2/instance": notFound,
      "/api/v1/instance": () => Response.json({ uri: "masto.test", title: "Old", ...body }),
    });
    expect(limitsOf(account)).toMatchObject({ text: [{ max }], images: { maxCount: 4 } });
  });

  it("without a name to show has the one it signs in with", async () => {
    const ada = { id: "1", username: "ada", display_name: "", url: "https://masto.test/@ada" };
    const { account } = await identified({
      "/api/v1/accounts/verify_credentials": () => Response.json(ada),
    });
    expect(account.name).toBe("ada");
  });
});

it("a token that is refused is trouble, not a wrong entry", async () => {
  const session = sessionOf(newFake().handle, { accessToken: "another", instance });
  await expect(identify(session)).rejects.toThrow("401");
});
