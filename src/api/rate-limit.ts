// How many requests one caller may make in a minute. Counted in this process's memory: several web
// processes each allow as many.

import type { Context, MiddlewareHandler } from "hono";
import ipaddr from "ipaddr.js";
import { createAllowance } from "#kernel/allowance.ts";
import type { Allowance, Used } from "#kernel/allowance.ts";
import type { ApiEnv, Counted, RateLimit } from "./env.ts";
import { ApiProblem } from "./problems.ts";

const windowSeconds = 60;
/** A person's browsers look again whenever something changes, and hold several tabs. */
const perUserFactor = 10;
const perHour = { windowSeconds: 3600 };
const invitationsPerHour = { byInviter: 50, toAddress: 5 };

/** `perMinute` requests for each key and each address; 0: no limit. */
export function createRateLimit(perMinute: number): RateLimit {
  if (perMinute === 0) {
    return { count: () => Promise.resolve(), countInvitation: () => Promise.resolve() };
  }
  const forPrograms = createAllowance({ limit: perMinute, windowSeconds });
  const forPeople = createAllowance({ limit: perMinute * perUserFactor, windowSeconds });
  const byInviter = createAllowance({ ...perHour, limit: invitationsPerHour.byInviter });
  const toAddress = createAllowance({ ...perHour, limit: invitationsPerHour.toAddress });
  return {
    async count(c, who) {
      const allowance = "user" in who ? forPeople : forPrograms;
      const used = await allowance.use(nameOf(who));
      setHeaders(c, allowance, used);
      if (!used.isAllowed) throw tooMany(c, used);
    },
    async countInvitation(userId, email) {
      const uses = [await byInviter.use(userId), await toAddress.use(email.toLowerCase())];
      const refused = uses.find(({ isAllowed }) => !isAllowed);
      if (refused !== undefined) throw tooManyInvitations(refused);
    },
  };
}

/** For routes that anybody may call. */
export function countAddress(rateLimit: RateLimit): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await rateLimit.count(c, { address: c.env.clientAddress });
    await next();
  };
}

function nameOf(who: Counted): string {
  if ("key" in who) return `key ${who.key}`;
  if ("user" in who) return who.user;
  return `address ${networkOf(who.address ?? "")}`;
}

/** Of IPv6, what one household gets: whoever has one address of it has them all. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  return ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString();
}

/**
 * As the standard-to-be has them (draft-ietf-httpapi-ratelimit-headers-10, read 2026-11-25), and as
 * clients have long known them.
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
function setHeaders(c: Context, { limit }: Allowance, { left, resetSeconds }: Used): void {
  c.header("ratelimit-policy", `"minute";q=${limit};w=${windowSeconds}`);
  c.header("ratelimit", `"minute";r=${left};t=${resetSeconds}`);
  c.header("x-ratelimit-limit", String(limit));
  c.header("x-ratelimit-remaining", String(left));
  c.header("x-ratelimit-reset", String(resetSeconds));
}

function tooMany(c: Context, { resetSeconds }: Used): ApiProblem {
  c.header("retry-after", String(resetSeconds));
  const detail = `Too many requests: try again in ${resetSeconds} seconds. The headers of every answer say how many are left.`;
  return new ApiProblem({ status: 429, code: "too-many-requests", detail });
}

function tooManyInvitations({ resetSeconds }: Used): ApiProblem {
  const minutes = Math.ceil(resetSeconds / 60);
  const detail = `So many invitations would bury people in mails. Try again in ${minutes} minutes.`;
  return new ApiProblem({ status: 429, code: "too-many-invitations", detail });
}
