// Nobody sees or changes what is not theirs: every route of the API, as somebody without an account, a
// stranger, an editor of the site, and a key without the scope, with the ids of everything Ada has.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sql } from "kysely";
import { z } from "zod";
import { png } from "#test/e2e/images.ts";
import { matrix } from "./isolation-matrix.ts";
import type { Belongings, Entry } from "./isolation-matrix.ts";
import { nobody } from "./person.ts";
import type { Answer, Call, Person } from "./person.ts";
import { openWorld } from "./world.ts";
import type { World } from "./world.ts";

const siteName = "Ada's site";
const secret = "Ada's secret";

let world: World;
let ada: Person;
let belongings: Belongings;
let callers: Record<"nobody" | "stranger" | "editor" | "key", Call>;

beforeAll(async () => {
  world = await openWorld();
  // The first one runs the server; none of these does.
  await world.person("Operator");
  const [bob, eve] = [await world.person("Bob"), await world.person("Eve")];
  ada = await world.person("Ada");
  belongings = await settle(bob);
  await eve.createSite({ name: "Eve's own" });
  callers = {
    nobody: nobody(world.url),
    stranger: eve.call,
    editor: bob.call,
    key: await ada.program(["webhooks:write"]),
  };
});

afterAll(() => world[Symbol.asyncDispose]());

it("walks every route that the API describes, and no other", async () => {
  const { body } = await nobody(world.url)("GET", "/openapi.json");
  const { paths } = body as { paths: Record<string, Record<string, unknown>> };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(described.sort()).toEqual(Object.keys(matrix).sort());
});

describe.each(Object.entries(matrix))("%s", (route, entry) => {
  const [method = ""] = route.split(" ");

  it.each(["nobody", "stranger", "editor", "key"] as const)("to %s", async (who) => {
    const expected = entry[who];
    // What editors may do is tried where their work is tested; here they only look.
    if (expected === "may" && method !== "get") return;
    const before = await picture();
    const answer = await ask(callers[who], method, entry);
    const status = expected === "may" ? 200 : expected === "any" ? entry.nobody : expected;
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    // Who may work with the site knows it; everybody else learns nothing.
    const things = who === "editor" ? [secret] : [secret, siteName];
    if (expected !== "may") expectNothingOfAdas(answer, entry, things);
    expect(await picture()).toEqual(before);
  });
});

/** A site with a post and a draft, shared to a connection, and what else somebody can have. */
async function settle(editor: Person): Promise<Belongings> {
  const site = await ada.createSite({ name: siteName });
  await ada.letIn(site, editor);
  const { id: connectionId } = await ada.connect(1);
  const { post, run } = await ada.post({ siteId: site.id, title: secret });
  const finished = await ada.finished(run);
  const draft = await ada.post({ siteId: site.id, title: secret, status: "draft" });
  const bytes = new Uint8Array(await png({ width: 8, height: 8 }));
  const media = await ada.call("POST", "/media", bytes, { "content-type": "image/png" });
  const key = await ada.call("POST", "/api-keys", { name: secret, scopes: ["posts:read"] });
  const invitation = { email: "not-yet@example.test" };
  const invited = await ada.call("POST", `/sites/${site.id}/invitations`, invitation);
  const sessions = await ada.call("GET", "/sessions");
  return {
    ...{ siteId: site.id, userId: ada.userId, postId: post.id, draftId: draft.post.id },
    ...{ runId: finished.id, deliveryId: idOf(finished.deliveries[0]), connectionId },
    authorizationId: await sayNo(),
    ...{ mediaId: idOf(media.body), keyId: idOf(key.body), invitationId: idOf(invited.body) },
    sessionId: idOf((sessions.body as { data: unknown[] }).data[0]),
  };
}

/** Ada goes to a platform, and comes back without having agreed. */
async function sayNo(): Promise<string> {
  const left = await ada.call("POST", "/connections/discord/authorize", { auth: "oauth" });
  const { url } = z.object({ url: z.url() }).parse(left.body);
  const state = new URL(url).searchParams.get("state") ?? "";
  const back = `/connections/callback/discord?error=access_denied&state=${state}`;
  return (await ada.call("GET", back)).headers.get("location")?.split("/").at(-1) ?? "";
}

function ask(call: Call, method: string, { path, body }: Entry): Promise<Answer> {
  return call(method.toUpperCase(), path(belongings), body?.(belongings));
}

/** What somebody has named themselves may come back to them. */
function expectNothingOfAdas({ body }: Answer, entry: Entry, things: readonly string[]): void {
  const said = entry.path(belongings) + JSON.stringify(entry.body?.(belongings));
  const answered = JSON.stringify(body);
  for (const own of [...Object.values<string>({ ...belongings }), ada.email, ...things]) {
    if (!said.includes(own)) expect(answered).not.toContain(own);
  }
}

/** A fingerprint of all that people have; when a session or a key was last used does not count. */
async function picture(): Promise<unknown> {
  const { rows } = await sql`
    select
      (select md5(string_agg(t::text, '' order by id)) from users t) as users,
      (select md5(string_agg(t::text, '' order by id)) from sites t) as sites,
      (select md5(string_agg(t::text, '' order by site_id, user_id)) from members t) as members,
      (select md5(string_agg(t::text, '' order by id)) from invitations t) as invitations,
      (select md5(string_agg(t::text, '' order by id)) from connections t) as connections,
      (select md5(string_agg(t::text, '' order by id)) from authorizations t) as authorizations,
      (select md5(string_agg(t::text, '' order by platform)) from platform_apps t) as apps,
      (select md5(string_agg(t::text, '' order by id)) from posts t) as posts,
      (select md5(string_agg(t::text, '' order by id)) from runs t) as runs,
      (select md5(string_agg(t::text, '' order by id)) from deliveries t) as deliveries,
      (select md5(string_agg(t::text, '' order by id)) from media t) as media,
      (select md5(string_agg(t::text, '' order by id)) from notices t) as notices,
      (select string_agg(id::text, ' ' order by id) from sessions) as sessions,
      (select string_agg(id::text, ' ' order by id) from api_keys where revoked_at is null) as keys
  `.execute(world.db);
  return rows[0];
}

function idOf(thing: unknown): string {
  return z.object({ id: z.string() }).parse(thing).id;
}
