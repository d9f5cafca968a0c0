// Tokens that prolong themselves: the code's one lasts an hour and is exchanged at once for one of 60
// days, which is renewed when it is a day old at least. Both requests are documented with the token in
// the address only; the guarded fetch keeps addresses' queries out of errors.
// https://developers.facebook.com/docs/threads/get-started/long-lived-tokens (2026-11-25)

import { z } from "zod";

import { readAnswer } from "#connector/answer.ts";
import type { Grant, Session } from "#connector/contract.ts";
import type { OAuthApp } from "#connector/oauth.ts";
import { days, plus, seconds } from "#kernel/clock.ts";
import { redact } from "#kernel/http/redact.ts";

import { about } from "./about.ts";
import { longLivedToken } from "./wire.ts";

const youngForMs = days(1);

/** What is kept beside the token. */
const keptTimes = z.object({ issuedAt: z.iso.datetime(), endsAt: z.iso.datetime() });

export function exchange(session: Session, { clientSecret }: OAuthApp): Promise<Grant> {
  return ask(session, "/access_token", {
    ...{ grant_type: "th_exchange_token", client_secret: clientSecret ?? "" },
  });
}

export async function refresh(session: Session): Promise<Grant> {
  const { credential } = session;
  const times = keptTimes.safeParse(credential).data;
  const isYoung = times && plus(new Date(times.issuedAt), youngForMs) > session.now();
  if (isYoung) return grantOf(credential, new Date(times.endsAt));
  return ask(session, "/refresh_access_token", { grant_type: "th_refresh_token" });
}

async function ask(
  session: Session,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<Grant> {
  const url = new URL(path, session.origins["main"] ?? about.origins.main);
  const token = session.credential["accessToken"] ?? "";
  url.search = new URLSearchParams({ ...query, access_token: token }).toString();
  const response = await session.fetch({ method: "GET", url: url.href });
  // The words of a refusal are shown, and they might quote what was sent.
  const secrets = [token, query["client_secret"] ?? ""].filter((secret) => secret !== "");
  const cleaned =
    response.status < 400
      ? response
      : { ...response, text: () => redact(response.text(), secrets) };
  const answer = readAnswer(cleaned, longLivedToken);
  const now = session.now();
  const endsAt = plus(now, seconds(answer.expires_in));
  const times = { issuedAt: now.toISOString(), endsAt: endsAt.toISOString() };
  return grantOf({ ...session.credential, accessToken: answer.access_token, ...times }, endsAt);
}

function grantOf(credential: Grant["credential"], endsAt: Date): Grant {
  return { credential, accessEndsAt: endsAt, endsAt };
}
