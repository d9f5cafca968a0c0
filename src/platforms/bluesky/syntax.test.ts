// Handles, identifiers, keys, times and addresses against the AT Protocol's own syntax vectors, as far
// as we read or make them. Where the vectors do not lie beside the checkout, one line says so.

import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";

import { findEntities } from "#text/entities.ts";

import { findHome } from "./resolve.ts";
import { sessionOf } from "./testing.ts";
import { newTid } from "./tid.ts";

const file = resolve(
  import.meta.dirname,
  "../../../../shared/specs/atproto/interop/syntax-vectors.json",
);
const isHere = existsSync(file);
if (!isHere) console.log("The AT Protocol's syntax vectors are not here: not compared with them");

const vectors = z
  .record(z.string(), z.union([z.string(), z.array(z.string())]))
  .parse(isHere ? JSON.parse(readFileSync(file, "utf8")) : {});

/** Longer than 253 characters: no server has it, and it is for them to say so. */
const tooLong = listOf("handle_syntax_invalid").filter((handle) => handle.length > 253);

describe.skipIf(!isHere)("the AT Protocol's syntax vectors", () => {
  it("handles: asked for where valid, and only there", async () => {
    for (const handle of listOf("handle_syntax_valid")) {
      expect([handle, await requestsFor(handle.toLowerCase())]).not.toEqual([handle, 0]);
    }
    for (const handle of listOf("handle_syntax_invalid")) {
      if (tooLong.includes(handle)) continue;
      expect([handle, await requestsFor(handle)]).toEqual([handle, 0]);
    }
    expect(tooLong).toHaveLength(1);
  });

  it("handles: mentioned where valid, and only there", () => {
    for (const handle of listOf("handle_syntax_valid")) {
      expect(mentionsIn(`Ask @${handle}, please`)).toEqual([handle]);
    }
    for (const handle of listOf("handle_syntax_invalid")) {
      if (tooLong.includes(handle)) continue;
      expect(mentionsIn(`Ask @${handle}, please`)).not.toContain(handle);
    }
  });

  it("DIDs: asked for where valid and of a method that accounts have", async () => {
    for (const did of listOf("did_syntax_valid")) {
      const isOfAccounts = /^did:(plc|web):[^%]+$/.test(did);
      expect([did, (await requestsFor(did)) > 0]).toEqual([did, isOfAccounts]);
    }
    for (const did of listOf("did_syntax_invalid").filter((one) => one.startsWith("did:"))) {
      expect([did, await requestsFor(did)]).toEqual([did, 0]);
    }
  });

  it("TIDs: ours have the form that is valid", () => {
    const form = /^[2-7a-j][2-7a-z]{12}$/;
    expect(listOf("tid_syntax_valid").filter((tid) => !form.test(tid))).toEqual([]);
    expect(listOf("tid_syntax_invalid").filter((tid) => form.test(tid))).toEqual([]);
    for (const chance of [0, 0.5, 0.999]) {
      expect(newTid(new Date("2026-11-25T12:00:00Z"), () => chance)).toMatch(form);
    }
  });

  it("datetimes: ours have the form that is preferred", () => {
    const preferred = listOf("datetime_syntax_valid").slice(0, 2);
    for (const datetime of preferred) expect(new Date(datetime).toISOString()).toBe(datetime);
  });

  it("URIs: web addresses are found whole in a text where valid, and only there", () => {
    const isWeb = (uri: string) => /^https?:/.test(uri);
    for (const uri of listOf("uri_syntax_valid").filter(isWeb)) {
      expect(linksIn(`See ${uri}, please`)).toEqual([uri]);
    }
    for (const uri of listOf("uri_syntax_invalid").filter((one) => one.length < 8000)) {
      expect(linksIn(`See ${uri}, please`)).not.toContain(uri);
    }
  });
});

function listOf(name: string): readonly string[] {
  const list = vectors[name] ?? [];
  return typeof list === "string" ? [] : list;
}

/** How many requests it takes to find out that there is no such account. */
async function requestsFor(identifier: string): Promise<number> {
  const answer = () => Response.json({ error: "HandleNotFound" }, { status: 404 });
  const { session, requests } = sessionOf(answer);
  await findHome(identifier, session);
  return requests.length;
}

function mentionsIn(text: string): string[] {
  return findEntities(text).flatMap(({ kind, value }) => (kind === "mention" ? [value] : []));
}

function linksIn(text: string): string[] {
  return findEntities(text).flatMap(({ kind, value }) => (kind === "link" ? [value] : []));
}
