// Discord's OAuth 2: signing in, where whoever asks is the sandbox's person at once, and the webhook of a
// channel that somebody chooses.

import { createFakeOAuth } from "#connector/fake-oauth.ts";
import type { FakeGrant, FakeOAuth } from "#connector/fake-oauth.ts";
import { days } from "#kernel/clock.ts";

import { webhookBody } from "./fake-store.ts";

export interface OAuth extends Pick<FakeOAuth, "save" | "load"> {
  /** Undefined where the request is none of its. */
  handle(request: Request): Promise<Response | undefined>;
}

const posting = "webhook.incoming";
const person = {
  id: "300000000000000001",
  username: "sandbox",
  global_name: "Sandy Box",
  avatar: null,
  discriminator: "0",
  public_flags: 0,
  flags: 0,
  locale: "en-US",
  mfa_enabled: false,
};
const address = { email: "sandy@sandbox.test", verified: true };
/** Each channel stands for whoever chooses it, by the id of its webhook. */
const channels = [1, 2, 3].map((number) => ({
  id: `10000000000000000${number}`,
  name: `#announcements-${number}`,
}));

export function createOAuth(now: () => Date): OAuth {
  const oauth = createFakeOAuth({
    ...{ now, people: channels, scopes: ["identify", "email", posting], refresh: "reusable" },
    ...{ paths: { authorize: "/oauth2/authorize", token: "/api/oauth2/token" } },
    ...{ accessLastsMs: days(7), pkce: "none", clientAuth: "post" },
    givesAtOnce: (scopes) => !scopes.includes(posting),
    more: (grant) => (grant.scopes.includes(posting) ? { webhook: webhookFor(grant) } : {}),
  });
  return {
    save: () => oauth.save(),
    load: (state) => oauth.load(state),
    async handle(request) {
      // Some clients write the @ of a path as %40.
      const path = new URL(request.url).pathname.replace("/%40me", "/@me");
      const isProfile = request.method === "GET" && path === "/api/v10/users/@me";
      return isProfile ? profile(oauth, request) : oauth.handle(request);
    },
  };
}

function webhookFor({ personId }: FakeGrant) {
  return webhookBody(personId, "sandbox-by-oauth");
}

function profile(oauth: FakeOAuth, request: Request): Response {
  const holder = oauth.holder(request);
  if (typeof holder !== "object" || !holder.scopes.includes("identify")) {
    return Response.json({ message: "401: Unauthorized", code: 0 }, { status: 401 });
  }
  return Response.json({ ...person, ...(holder.scopes.includes("email") && address) });
}
