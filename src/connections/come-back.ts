// Coming back from a platform: the code becomes tokens at once, the tokens an account, and the account
// a connection; where several accounts come of it, the user chooses.

import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { seconds } from "#kernel/clock.ts";
import type { FieldProblem, Grant } from "#connector/contract.ts";
import { failureOf } from "#connector/failure.ts";
import type { Failure } from "#connector/failure.ts";
import { advance, takeReturn } from "./authorizations.ts";
import type { Authorization } from "./authorizations.ts";
import { keepTargets } from "./choose.ts";
import type { ConnectionsContext } from "./context.ts";
import { linkAccounts } from "./link-accounts.ts";
import { comeBack as exchangeCode, keptSchema } from "./oauth/flow.ts";
import { toGrant } from "./oauth/grant.ts";
import { partiesOf } from "./oauth/parties.ts";
import type { Way } from "./oauth/parties.ts";
import { keptServer } from "./oauth/server.ts";
import { markServerAppUsed } from "./oauth/server-apps.ts";
import { authOf } from "./platforms.ts";
import type { Platform } from "./platforms.ts";
import { openSession } from "./session.ts";

/** Some platforms refuse a token for some seconds after they gave it. */
const freshTokenTries = 4;
const freshTokenPauseMs = seconds(1.5);

const leftSchema = z.object({ flow: keptSchema, keep: z.record(z.string(), z.string()) });

export interface Returning {
  userId: string;
  sessionId: string;
  platform: Platform;
  /** The query of the address that the browser came back to. */
  params: URLSearchParams;
  /** The person is told on the page that something went wrong. */
  onBug(error: unknown): void;
}

/** The authorisation that it was; undefined where there is none that this browser may come back to. */
export async function comeBack(
  context: ConnectionsContext,
  { userId, sessionId, platform, params, onBug }: Returning,
): Promise<string | undefined> {
  const state = params.get("state") ?? "";
  const id = platform.connector.about.id;
  const left = await takeReturn(context, { state, userId, sessionId, platform: id });
  if (left === undefined) return undefined;
  const auth = authOf(platform, left.auth);
  const refusal = refusalIn(params, platform);
  if (auth?.kind !== "oauth2" || refusal !== undefined) {
    const message = refusal ?? "This way to connect exists no more. Try again.";
    await advance(context, left.id, { stage: "failed", message });
    return left.id;
  }
  try {
    await arrive(context, { platform, auth }, { left, params, state });
  } catch (error) {
    const failure = failureOf(error);
    const message = failure
      ? inWords(failure, platform, context.clock.now())
      : "Something went wrong on our side. Try again.";
    await advance(context, left.id, { stage: "failed", message });
    if (failure === undefined) onBug(error);
  }
  return left.id;
}

interface Arriving {
  left: Authorization;
  params: URLSearchParams;
  state: string;
}

async function arrive(
  context: ConnectionsContext,
  way: Way,
  { left, params, state }: Arriving,
): Promise<void> {
  const { platform, auth } = way;
  const grant = await grantFor(context, way, { left, params, state });
  const session = () => openSession({ ...context, platform, credential: grant.credential });
  const { connector } = platform;
  if (auth.reaches === "several") {
    const targets = await whenValid(context, platform, () =>
      connector.targets ? connector.targets(session(), auth.id) : Promise.resolve([]),
    );
    await keepTargets(context, left, { targets, grant, name: connector.about.name });
    return;
  }
  const identity = await whenValid(context, platform, () => connector.identify(session(), auth.id));
  if ("problem" in identity) {
    await advance(context, left.id, { stage: "failed", message: identity.problem.message });
    return;
  }
  const { account, credential } = identity;
  // What is kept without a token, as a channel's own key, does not end with it.
  const life = credential["accessToken"] === undefined ? { accessEndsAt: null, endsAt: null } : {};
  const arrived = { platform, accounts: [account], grant: { ...grant, credential, ...life } };
  await linkAccounts(context, { authorization: left, ...arrived });
}

async function grantFor(
  context: ConnectionsContext,
  { platform, auth }: Way,
  { left, params, state }: Arriving,
): Promise<Grant> {
  const { flow: kept, keep } = leftSchema.parse(left.kept);
  const parties = await partiesOf(context, { platform, auth }, keep);
  const answer = await exchangeCode(parties, { params, state, kept });
  if (auth.app.kind === "registered") {
    const server = keptServer(keep).key;
    const { redirectUri } = kept;
    const place = { platform: platform.connector.about.id, server, redirectUri };
    await markServerAppUsed(context, place, parties.app);
  }
  const { dpopKey } = kept;
  const grant = toGrant({
    ...{ auth, answer, now: context.clock.now(), endsAt: null },
    before: { ...keep, ...(dpopKey !== null && { dpopKey }) },
    isPublicClient: parties.server.clientAuth === "none",
  });
  const { exchange } = platform.connector;
  if (exchange === undefined) return grant;
  const { credential } = grant;
  const secrets = { ...credential, clientSecret: parties.app.clientSecret ?? "" };
  return exchange(
    { ...openSession({ ...context, platform, credential: secrets }), credential },
    parties.app,
  );
}

async function whenValid<T extends object>(
  { clock }: ConnectionsContext,
  { connector }: Platform,
  ask: () => Promise<T | FieldProblem>,
): Promise<T | FieldProblem> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      const failure = failureOf(error);
      const isRefused = failure && connector.classify(failure, clock.now()).kind === "refresh";
      if (!isRefused || tries === freshTokenTries) throw error;
      await pause(freshTokenPauseMs);
    }
  }
}

/** What the platform said instead of sending a code. */
function refusalIn(params: URLSearchParams, { connector }: Platform): string | undefined {
  const error = params.get("error");
  if (error === null) return undefined;
  const { name } = connector.about;
  if (error === "access_denied") {
    return `You said no at ${name}, or it did not let you say yes. Nothing was connected.`;
  }
  const words = (params.get("error_description") ?? error).slice(0, 300);
  return `${name} did not connect the account: “${words}”. Nothing was connected.`;
}

function inWords(failure: Failure, { connector }: Platform, now: Date): string {
  return connector.classify(failure, now).reason;
}
