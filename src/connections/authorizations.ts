// Authorisations under way, as they are kept: from leaving for a platform to the accounts that come of
// it. Each can be come back to once, by the browser that left, for ten minutes.

import { createHash } from "node:crypto";
import { z } from "zod";
import { minutes, plus } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Queryable } from "#store/open.ts";
import type { ConnectionsContext } from "./context.ts";

export const authorizationLastsMs = minutes(10);

export type Stage = "left" | "returning" | "choosing" | "linked" | "failed";

export interface Authorization {
  id: string;
  userId: string;
  platform: string;
  /** The way to connect. */
  auth: string;
  stage: Stage;
  /** Why it failed, in words. */
  message: string | null;
  connectionIds: readonly string[];
  /** What this stage needs; secret. */
  kept: JsonObject | null;
}

type Context = Pick<ConnectionsContext, "box" | "clock"> & { db: Queryable };

const columns = [
  ...(["id", "userId", "platform", "auth", "stage", "message", "connectionIds", "secret"] as const),
] as const;
const keptSchema = z.record(z.string(), z.json());

export interface NewAuthorization {
  userId: string;
  sessionId: string;
  platform: string;
  auth: string;
  state: string;
  kept: JsonObject;
}

export async function addAuthorization(
  { db, box, clock }: Context,
  { state, kept, ...authorization }: NewAuthorization,
): Promise<void> {
  const id = newId();
  const expiresAt = plus(clock.now(), authorizationLastsMs);
  await db
    .insertInto("authorizations")
    .values({
      ...{ id, ...authorization, stage: "left", expiresAt },
      ...{ stateHash: hashOf(state), secret: seal(box, id, kept) },
    })
    .execute();
}

/** Takes the one way back; undefined where there is none any more, or it is not this browser's. */
export async function takeReturn(
  context: Context,
  { state, ...owner }: { state: string; userId: string; sessionId: string; platform: string },
): Promise<Authorization | undefined> {
  const row = await context.db
    .updateTable("authorizations")
    .set({ stage: "returning" })
    .where("stateHash", "=", hashOf(state))
    .where("userId", "=", owner.userId)
    .where("sessionId", "=", owner.sessionId)
    .where("platform", "=", owner.platform)
    .where("stage", "=", "left")
    .where("expiresAt", ">", context.clock.now())
    .returning(columns)
    .executeTakeFirst();
  return row && toAuthorization(context, row);
}

/** One of the user's own that has not been forgotten yet. */
export async function findAuthorization(
  context: Context,
  { id, userId }: { id: string; userId: string },
): Promise<Authorization | undefined> {
  const row = await context.db
    .selectFrom("authorizations")
    .select(columns)
    .where("id", "=", id)
    .where("userId", "=", userId)
    .where("expiresAt", ">", context.clock.now())
    .executeTakeFirst();
  return row && toAuthorization(context, row);
}

export type Progress =
  | { stage: "choosing"; kept: JsonObject }
  | { stage: "linked"; connectionIds: readonly string[] }
  | { stage: "failed"; message: string };

/** What was kept for the stage before is forgotten. */
export async function advance(
  { db, box, clock }: Context,
  id: string,
  progress: Progress,
): Promise<void> {
  await db
    .updateTable("authorizations")
    .set({
      stage: progress.stage,
      secret: progress.stage === "choosing" ? seal(box, id, progress.kept) : null,
      message: progress.stage === "failed" ? progress.message : null,
      connectionIds: progress.stage === "linked" ? [...progress.connectionIds] : [],
      // Time to choose, or to read what became of it.
      expiresAt: plus(clock.now(), authorizationLastsMs),
    })
    .where("id", "=", id)
    .execute();
}

export async function forgetOldAuthorizations({ db, clock }: Context): Promise<void> {
  await db.deleteFrom("authorizations").where("expiresAt", "<", clock.now()).execute();
}

interface Row extends Omit<Authorization, "stage" | "kept"> {
  stage: string;
  secret: Uint8Array | null;
}

function toAuthorization({ box }: Context, { secret, stage, ...row }: Row): Authorization {
  const kept = secret && keptSchema.parse(JSON.parse(box.open(secret, placeOf(row.id))));
  return { ...row, stage: stage as Stage, kept };
}

function seal(box: Context["box"], id: string, kept: JsonObject): Buffer {
  return box.seal(JSON.stringify(kept), placeOf(id));
}

function placeOf(id: string): string {
  return `authorizations/${id}`;
}

function hashOf(state: string): Buffer {
  return createHash("sha256").update(state).digest();
}
