// Sessions with an app password: opening one, renewing it, ending it. Opening is rationed to 30 in
// 5 minutes and 300 a day for an account, so a session is kept and renewed for as long as it lasts
// (https://docs.bsky.app/docs/advanced-guides/rate-limits, 2026-11-01).

import { readAnswer, refusal } from "#connector/answer.ts";
import type { Account, Credential, Grant, Session } from "#connector/contract.ts";
import type { HttpResponse } from "#kernel/http/fetch.ts";

import { openedSession, pdsOf, procedure, refusalName } from "./wire.ts";
import type { OpenedSession } from "./wire.ts";

/** @throws PlatformError when the server refuses the password or cannot be asked */
export async function openSession(
  session: Session,
  { origin, identifier, appPassword }: { origin: string; identifier: string; appPassword: string },
): Promise<OpenedSession> {
  const method = "com.atproto.server.createSession";
  const json = { identifier, password: appPassword };
  return readAnswer(
    await procedure(session, { origin, method, as: "anybody", json }),
    openedSession,
  );
}

/** What is kept of an opened session. The DID is no secret and belongs to the account. */
export function credentialOf(
  { accessJwt, refreshJwt }: OpenedSession,
  appPassword: string,
): Credential {
  return { appPassword, accessJwt, refreshJwt };
}

/**
 * Renews the session; where the server has ended it, opens a new one with the app password.
 * @throws PlatformError when the server refuses the password or cannot be asked
 */
export async function refresh(session: Session, account: Account): Promise<Grant> {
  const origin = pdsOf(account);
  const identifier = account.remoteId;
  const appPassword = session.credential["appPassword"] ?? "";
  const answer = await callWithRefreshToken(session, origin, "com.atproto.server.refreshSession");
  const opened = isEnded(answer)
    ? await openSession(session, { origin, identifier, appPassword })
    : readAnswer(answer, openedSession);
  // The password opens a new session whenever one has ended.
  return { credential: credentialOf(opened, appPassword), accessEndsAt: null, endsAt: null };
}

/** Ends the session. The app password itself can only be deleted by the account's owner. */
export async function revoke(session: Session, account: Account): Promise<void> {
  if (session.credential["refreshJwt"] === undefined) return;
  const method = "com.atproto.server.deleteSession";
  const answer = await callWithRefreshToken(session, pdsOf(account), method);
  if (answer.status !== 200 && !isEnded(answer)) throw refusal(answer);
}

function callWithRefreshToken(
  session: Session,
  origin: string,
  method: string,
): Promise<HttpResponse> {
  const { refreshJwt = "" } = session.credential;
  return procedure(session, { origin, method, as: { bearing: refreshJwt } });
}

/** Whether the server no longer knows the session. */
function isEnded(answer: HttpResponse): boolean {
  const isUnknownToken = /^(?:Expired|Invalid)Token$/.test(refusalName(answer) ?? "");
  return answer.status === 401 || (answer.status === 400 && isUnknownToken);
}
