import { describe, expect, it } from "vitest";
import { failureOf } from "#connector/failure.ts";

import { classify } from "./errors.ts";
import { identify, targets } from "./identify.ts";
import { clock, newFake, person, sessionOf, tokenOf } from "./testing.ts";

const roleOf = (id: number, role: string) => ({
  ...{ organization: `urn:li:organization:${id}`, role, state: "APPROVED" },
});

describe("a profile", () => {
  it("is whoever agreed", async () => {
    const fake = newFake();
    const accessToken = await tokenOf(fake, "profile");
    expect(await identify(sessionOf(fake.handle, { accessToken }))).toEqual({
      account: person,
      credential: { accessToken },
    });
  });

  it("is asked for again where LinkedIn does not know its own token yet", async () => {
    const answer = { status: 401, serviceErrorCode: 65601, code: "REVOKED_ACCESS_TOKEN" };
    const asked = identify(sessionOf(() => Response.json(answer, { status: 401 })));
    const failure = failureOf(await asked.catch((error: unknown) => error));
    expect(failure && classify(failure, clock.at)).toMatchObject({ kind: "refresh" });
  });
});

describe("pages", () => {
  it("are those that may be posted to, by their names", async () => {
    const fake = newFake();
    const accessToken = await tokenOf(fake, "pages");
    expect(await targets(sessionOf(fake.handle, { accessToken }))).toEqual([
      {
        ...{ remoteId: "urn:li:organization:5001", kind: "page", name: "Ada's Company" },
        ...{ handle: "ada-company", url: "https://www.linkedin.com/company/ada-company" },
        ...{ avatarUrl: null, details: {} },
      },
    ]);
  });

  it("are read to the end, each once, whatever LinkedIn calls them", async () => {
    const asked: string[] = [];
    const first = Array.from({ length: 100 }, (_, index) => roleOf(index + 1, "ADMINISTRATOR"));
    const second = [
      ...[roleOf(7, "CONTENT_ADMIN"), roleOf(101, "CONTENT_ADMINISTRATOR")],
      ...[roleOf(102, "ANALYST"), { role: "ADMINISTRATOR" }],
      { role: "CONTENT_ADMIN", organizationTarget: "urn:li:organization:103" },
      { role: "ADMINISTRATOR", organization: "urn:li:organization:../posts" },
    ];
    const answer = ({ url }: Request) => {
      const { pathname, search } = new URL(url);
      asked.push(pathname + search);
      if (pathname === "/rest/organizationsLookup") return Response.json({ results: {} });
      return Response.json({ elements: search.includes("start=0") ? first : second });
    };
    const found = await targets(sessionOf(answer));
    expect(found).toHaveLength(102);
    expect(found.slice(-2).map(({ name }) => name)).toEqual([
      "Company page 101",
      "Company page 103",
    ]);
    expect(asked.slice(0, 2)).toEqual([
      "/rest/organizationAcls?q=roleAssignee&state=APPROVED&start=0&count=100",
      "/rest/organizationAcls?q=roleAssignee&state=APPROVED&start=100&count=100",
    ]);
    expect(asked.at(-1)).toBe("/rest/organizationsLookup?ids=List(101,103)");
  });

  it("can be connected where their names may not be read", async () => {
    const answer = ({ url }: Request) =>
      url.includes("Lookup")
        ? Response.json({ status: 403, code: "ACCESS_DENIED" }, { status: 403 })
        : Response.json({ elements: [roleOf(9, "ADMINISTRATOR")] });
    expect(await targets(sessionOf(answer))).toMatchObject([
      { name: "Company page 9", handle: null, url: "https://www.linkedin.com/company/9" },
    ]);
  });
});
