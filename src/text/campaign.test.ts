import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withCampaign, type Campaign } from "./campaign.ts";
import { findEntities } from "./entities.ts";
import { caseCount } from "./testing/cases.ts";
import { anyText } from "./testing/any-text.ts";

const all: Campaign = {
  source: "bluesky",
  medium: "social",
  campaign: "Spring & summer",
  term: "a+b",
  content: "v1.",
};
const added =
  "utm_source=bluesky&utm_medium=social&utm_campaign=Spring%20%26%20summer&utm_term=a%2Bb&utm_content=v1%2E";

describe("withCampaign", () => {
  it.each([
    ["an address", "https://a.com/b", `https://a.com/b?${added}`],
    ["a bare host", "https://a.com", `https://a.com?${added}`],
    ["a query", "https://a.com/b?c=d", `https://a.com/b?c=d&${added}`],
    ["a query that goes on", "https://a.com/b?c=d&", `https://a.com/b?c=d&${added}`],
    ["an empty query", "https://a.com/b?", `https://a.com/b?${added}`],
    ["a fragment", "https://a.com/b#c?d", `https://a.com/b?${added}#c?d`],
    ["both", "https://a.com/?q#c", `https://a.com/?q&${added}#c`],
    ["another script", "HTTPS://exämple.com/é", `HTTPS://exämple.com/é?${added}`],
  ])("adds all to %s", (_, url, expected) => {
    expect(withCampaign(url, all)).toBe(expected);
  });

  it("keeps what is there already, and adds the rest", () => {
    const own = "https://a.com/?utm_source=mine&utm_medium=";
    expect(withCampaign(own, { source: "s", medium: "m", campaign: "c" })).toBe(
      `${own}&utm_campaign=c`,
    );
    expect(withCampaign(own, { source: "s" })).toBe(own);
    expect(withCampaign(withCampaign("https://a.com/b#c", all), all)).toBe(
      withCampaign("https://a.com/b#c", all),
    );
  });

  it("adds nothing for what is empty", () => {
    expect(withCampaign("https://a.com/b", {})).toBe("https://a.com/b");
    expect(withCampaign("https://a.com/b", { source: " ", medium: "" })).toBe("https://a.com/b");
  });

  it.each([
    "mailto:a@b.com",
    "/path",
    "example.com/b",
    "https://",
    "https://a.com/b c",
    "",
    "ftp://a.b",
  ])("leaves alone what is no web address: %s", (url) => {
    expect(withCampaign(url, all)).toBe(url);
  });

  it("makes links that are found whole in a text, whatever the campaign is called", () => {
    fc.assert(
      fc.property(anyText, anyText, (campaign, content) => {
        const url = withCampaign("https://a.com/b", { campaign, content });
        const links = findEntities(`(See ${url}), then`).map(({ value }) => value);
        expect(links).toEqual([url]);
        const found = new URL(url).searchParams;
        expect(found.get("utm_campaign") ?? "").toBe(campaign.toWellFormed().trim());
      }),
      { numRuns: caseCount, seed: 7 },
    );
  });
});
