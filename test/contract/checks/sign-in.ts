// Signing in with an account of the platform, where it offers that: well described, and on its fake
// the whole way to a person whose address is proven.

import { z } from "zod";
import type { OAuth2SignIn, SignIn } from "#connector/sign-in.ts";
import { originsOf } from "#connector/origins.ts";
import { serveFake } from "#connector/serve-fake.ts";
import { type Check, type Flaw, type Subject, unless } from "../subject.ts";

const app = { client_id: "an-app", client_secret: "its secret" };
const redirect_uri = "http://127.0.0.1/back";

export const signIn: Check = {
  name: "signs people in as it describes, where it offers that",
  async findFlaws(subject) {
    const offered = subject.connector.signIn;
    if (offered === undefined) return [];
    const described = ofDescription(subject, offered);
    if (described.length > 0 || offered.kind === "oidc") return described;
    return ofTheWay(subject, offered);
  },
};

function ofDescription({ connector: { about } }: Subject, offered: SignIn): Flaw[] {
  const places =
    offered.kind === "oidc"
      ? [offered.discovery]
      : [offered.authorize, offered.token, offered.profile];
  return [
    ...unless(offered.scopes.length > 0, "signing in asks for no scope"),
    ...places.flatMap(({ origin, path }) => [
      ...unless(origin in about.origins, `signing in goes to ${origin}, which is no origin`),
      ...unless(/^\/[^?#]*$/.test(path), `signing in goes to ${path}, which is no path`),
    ]),
  ];
}

async function ofTheWay({ connector, createFake }: Subject, offered: OAuth2SignIn) {
  await using served = await serveFake({ createFake, now: () => new Date() });
  const origins = originsOf(connector.about, () => served.origin);
  const at = ({ origin, path }: { origin: string; path: string }) =>
    new URL(path, origins[origin]).href;

  const asked = { response_type: "code", client_id: app.client_id, redirect_uri, state: "a state" };
  const query = new URLSearchParams({ ...asked, scope: offered.scopes.join(" ") });
  const sent = await fetch(`${at(offered.authorize)}?${query.toString()}`, { redirect: "manual" });
  const back = URL.parse(sent.headers.get("location") ?? "");
  const code = back?.searchParams.get("code");
  if (
    !back?.href.startsWith(redirect_uri) ||
    back.searchParams.get("state") !== "a state" ||
    !code
  ) {
    return ["its fake sends nobody back with a code and the state"];
  }

  const exchange = async (secret: Record<string, string>) => {
    const form = { grant_type: "authorization_code", code, redirect_uri, ...secret };
    const body = new URLSearchParams(form);
    return fetch(at(offered.token), { method: "POST", body });
  };
  const stranger = await exchange({});
  const granted = await exchange(app);
  const again = await exchange(app);
  const token = z.object({ access_token: z.string() }).safeParse(await granted.json()).data;
  const authorization = `Bearer ${token?.access_token ?? ""}`;
  const profile = await (await fetch(at(offered.profile), { headers: { authorization } })).json();
  const read = (value: unknown) => offered.readPerson(z.record(z.string(), z.json()).parse(value));
  const person = read(profile);
  return [
    ...unless(!stranger.ok, "its fake gives a token to an app without a secret"),
    ...unless(token !== undefined, "its fake gives no token for a code"),
    ...unless(!again.ok, "a code works twice at its fake"),
    ...unless(Boolean(person?.id && person.name), "it reads no person from its fake's profile"),
    ...unless(Boolean(person?.email), "its fake's person has no address"),
    ...unless(person?.isEmailVerified === true, "its fake's person has not proven their address"),
    ...unless(read({}) === undefined, "it reads a person from an empty profile"),
  ];
}
