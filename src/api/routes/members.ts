// /sites/:id/members and its invitations; /invitations for who was invited.

import { z } from "@hono/zod-openapi";
import { invitationMail } from "#people/invitation-mail.ts";
import {
  acceptInvitation,
  findInvitation,
  invite,
  listInvitations,
  withdrawInvitation,
} from "#people/invitations.ts";
import { arrangeMembers, defaultUserOf, listMembers, removeMember } from "#people/members.ts";
import { findUserByEmail } from "#people/users.ts";
import type { Queryable } from "#store/open.ts";
import { withdrawFromMember } from "#workflows/cancel.ts";
import { administeredSite, siteOf } from "../access.ts";
import { callerWith } from "../caller.ts";
import { idSchema } from "../contract/shared.ts";
import {
  createdInvitationSchema,
  invitationSchema,
  invitationTokenSchema,
  memberSchema,
  membersChangeSchema,
  newInvitationSchema,
  shownInvitationSchema,
} from "../contract/sites.ts";
import type * as contract from "../contract/sites.ts";
import type { ApiContext, Caller } from "../env.ts";
import { presentInvitation } from "../present.ts";
import { ApiProblem, createRouter, invalid, notFound } from "../problems.ts";
import { allOf, body, idParams, json, openRoute, route } from "../route.ts";

const memberParams = z.object({ id: idSchema, userId: idSchema });
const invitationParams = z.object({ id: idSchema, invitationId: idSchema });

export function memberRoutes(context: ApiContext) {
  const { db, clock } = context;
  const signedIn = callerWith(context, null);
  const reader = callerWith(context, "posts:read");
  const members = json(allOf(memberSchema), "All of them, in their order");
  return createRouter()
    .openapi(
      route(reader, {
        ...{ method: "get", path: "/sites/{id}/members", summary: "Its members, in their order" },
        request: { params: idParams },
        responses: { 200: members },
      }),
      async (c) => {
        const site = await siteOf(db, c.get("caller"), c.req.valid("param").id);
        return c.json({ data: await presentMembers(db, site.id) }, 200);
      },
    )
    .openapi(
      route(signedIn, {
        method: "put",
        path: "/sites/{id}/members",
        summary: "Set order, roles and billers of all members at once (admins)",
        request: { params: idParams, body: body(membersChangeSchema) },
        responses: { 200: members },
      }),
      async (c) => {
        const site = await administeredSite(db, c.get("caller"), c.req.valid("param").id);
        const places = c.req.valid("json").members;
        const data = await db.transaction().execute(async (tx) => {
          const result = await arrangeMembers(tx, site.id, places);
          if (result.kind === "other-members") throw otherMembers();
          if (result.kind === "no-admin") throw lastAdmin("members");
          return presentMembers(tx, site.id);
        });
        return c.json({ data }, 200);
      },
    )
    .openapi(
      route(signedIn, {
        method: "delete",
        path: "/sites/{id}/members/{userId}",
        summary: "Remove a member (admins), or leave",
        request: { params: memberParams },
        responses: { 204: { description: "No member any more" } },
      }),
      async (c) => {
        const { id: siteId, userId } = c.req.valid("param");
        const caller = c.get("caller");
        await (userId === caller.userId ? siteOf : administeredSite)(db, caller, siteId);
        const result = await db.transaction().execute(async (tx) => {
          const removed = await removeMember(tx, { siteId, userId });
          if (removed.kind === "removed") {
            await withdrawFromMember(tx, { siteId, userId }, clock.now());
          }
          return removed;
        });
        if (result.kind === "no-member") throw notFound("member");
        if (result.kind === "last-admin") throw lastAdmin("");
        return c.body(null, 204);
      },
    )
    .route("/", siteInvitationRoutes(context))
    .route("/", invitationRoutes(context));
}

/** What admins see of their invitations. */
function siteInvitationRoutes(context: ApiContext) {
  const { db, clock, publicUrl } = context;
  const signedIn = callerWith(context, null);
  return createRouter()
    .openapi(
      route(signedIn, {
        ...{ method: "get", path: "/sites/{id}/invitations", summary: "Open invitations (admins)" },
        request: { params: idParams },
        responses: { 200: json(allOf(invitationSchema), "All of them") },
      }),
      async (c) => {
        const site = await administeredSite(db, c.get("caller"), c.req.valid("param").id);
        const open = await listInvitations(db, site.id, clock.now());
        return c.json({ data: open.map(presentInvitation) }, 200);
      },
    )
    .openapi(
      route(signedIn, {
        method: "post",
        path: "/sites/{id}/invitations",
        summary: "Invite by e-mail (admins); again, to send a new link",
        request: { params: idParams, body: body(newInvitationSchema) },
        responses: { 201: json(createdInvitationSchema, "The invitation, with its link") },
      }),
      async (c) => {
        const caller = c.get("caller");
        const site = await administeredSite(db, caller, c.req.valid("param").id);
        await context.rateLimit.countInvitation(caller.userId, c.req.valid("json").email);
        const wanted = { ...c.req.valid("json"), siteId: site.id, invitedBy: caller.userId };
        // Not by Idempotency-Key: keeping the answer would keep the link.
        const created = await db.transaction().execute(async (tx) => {
          const result = await invite(tx, wanted, clock.now());
          if (result.kind === "is-member") throw isMember(wanted.email, site.name);
          const { invitation, token } = result;
          // Behind the hash, what follows is not sent to servers and stands in no log.
          const link = `${publicUrl}/join#${token}`;
          await context.sendMail(tx, invitationMail({ invitation, siteName: site.name, link }));
          return { ...presentInvitation(invitation), link };
        });
        return c.json(created, 201);
      },
    )
    .openapi(
      route(signedIn, {
        method: "delete",
        path: "/sites/{id}/invitations/{invitationId}",
        summary: "Take an invitation back (admins)",
        request: { params: invitationParams },
        responses: { 204: { description: "Its link no longer works" } },
      }),
      async (c) => {
        const { id, invitationId } = c.req.valid("param");
        const site = await administeredSite(db, c.get("caller"), id);
        const isKnown = await withdrawInvitation(db, { siteId: site.id, id: invitationId });
        if (!isKnown) throw notFound("invitation");
        return c.body(null, 204);
      },
    );
}

/** What the person with the link does. The token is sent in the body, where nobody logs it. */
function invitationRoutes(context: ApiContext) {
  const { db, clock } = context;
  return createRouter()
    .openapi(
      openRoute(context, {
        ...{ method: "post", path: "/invitations/look", summary: "What a link invites to" },
        request: { body: body(invitationTokenSchema) },
        responses: { 200: json(shownInvitationSchema, "The invitation") },
      }),
      async (c) => {
        const found = await findInvitation(db, c.req.valid("json").token, clock.now());
        if (found === undefined) throw notOpen();
        const { siteName, email, role, invitedBy, expiresAt } = found;
        const hasAccount = (await findUserByEmail(db, email)) !== undefined;
        const shown = { siteName, email, role, invitedBy, hasAccount };
        return c.json({ ...shown, expiresAt: expiresAt.toISOString() }, 200);
      },
    )
    .openapi(
      route(callerWith(context, null), {
        ...{ method: "post", path: "/invitations/accept", summary: "Join the site" },
        request: { body: body(invitationTokenSchema) },
        responses: { 200: json(z.object({ siteId: idSchema }), "You are a member of it") },
      }),
      async (c) => {
        const user = signedInUser(c.get("caller"));
        const { token } = c.req.valid("json");
        const result = await db
          .transaction()
          .execute((tx) => acceptInvitation(tx, { token, user }, clock.now()));
        switch (result.kind) {
          case "joined":
            return c.json({ siteId: result.siteId }, 200);
          case "not-open":
            throw notOpen();
          case "other-address":
            throw otherAddress(result.email, user.email);
        }
      },
    );
}

async function presentMembers(db: Queryable, siteId: string): Promise<contract.Member[]> {
  const defaultUser = await defaultUserOf(db, siteId);
  const members = await listMembers(db, siteId);
  return members.map((member) => ({
    ...member,
    isDefaultUser: member.userId === defaultUser?.userId,
  }));
}

/** Routes that take no API key have one. */
function signedInUser({ user }: Caller) {
  if (user === null) throw new Error("An API key has come where none is taken");
  return user;
}

function otherMembers(): ApiProblem {
  const detail = "The members have changed meanwhile. Load them again, and name each once.";
  return new ApiProblem({ status: 409, code: "members-changed", detail });
}

function lastAdmin(path: string): ApiProblem {
  const message = "A site needs an admin. Make another member an admin first.";
  return invalid(path, message);
}

function isMember(email: string, siteName: string): ApiProblem {
  return invalid("email", `${email} is a member of ${siteName} already.`);
}

function notOpen(): ApiProblem {
  const detail =
    "This invitation is used up, taken back or too old. Ask whoever invited you for a new link.";
  return new ApiProblem({ status: 404, code: "invitation-not-open", detail });
}

function otherAddress(invited: string, own: string): ApiProblem {
  const detail = `This invitation is for ${invited}, and you are signed in as ${own}. Sign out and in again with the invited address, or ask for an invitation to yours.`;
  return new ApiProblem({ status: 403, code: "other-address", detail });
}
