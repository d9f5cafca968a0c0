// Kit for connector authors: the OAuth 2.0 side of a fake. It asks the person on a page of its own,
// gives codes that work once, tokens that end, and refresh tokens that end everything when replayed.

import { z } from "zod";
import { minutes, plus, seconds } from "#kernel/clock.ts";
import type { JsonObject } from "#kernel/json.ts";
import { appOf, challengeOf } from "./fake-app.ts";
import type { AppRules } from "./fake-app.ts";
import { consentPage } from "./fake-consent.ts";
import type { FakeDpop } from "./fake-dpop.ts";
import { holderIn, issue, next, stateSchema } from "./fake-oauth-state.ts";
import type { Grant, State } from "./fake-oauth-state.ts";

export interface FakeOAuthOptions extends AppRules {
  now(): Date;
  /** `par`: where requests are left before the browser comes; then they are taken no other way. */
  paths: { authorize: string; token: string; revoke?: string; par?: string };
  /** Who can sign in there; the first one unless the page is told otherwise. */
  people: readonly FakePerson[];
  /** What may be asked for. */
  scopes: readonly string[];
  scopeSeparator?: string;
  /** Null: for ever, and nothing is said of it. */
  accessLastsMs: number | null;
  /** "rotating": each works once, and using one again ends the whole grant. */
  refresh: "rotating" | "reusable" | "none";
  pkce: "required" | "optional" | "none";
  /** Binds the tokens to a key of the app's. */
  dpop?: FakeDpop;
  /** Sent back with every answer to a browser. */
  issuer?: string;
  /** Scopes that are given without asking (signing in). */
  givesAtOnce?(scopes: readonly string[]): boolean;
  /** More members of a token answer. */
  more?(grant: FakeGrant): JsonObject;
}

export interface FakePerson {
  id: string;
  name: string;
}

export interface FakeGrant {
  clientId: string;
  personId: string;
  scopes: readonly string[];
  /** Of the key that its tokens are bound to. */
  thumbprint?: string | undefined;
}

export interface FakeOAuth {
  /** Undefined where the request is none of its. */
  handle(request: Request): Promise<Response | undefined>;
  /** Whose token a request bears; "ended" for one that has run out or was revoked. */
  holder(request: Request): FakeGrant | "ended" | undefined;
  /** The same for a token that comes another way. */
  holderOf(token: string): FakeGrant | "ended" | undefined;
  /** A token outside the flow: for platforms that exchange one for another. */
  issueAccess(grant: FakeGrant, lastsMs: number): string;
  save(): JsonObject;
  load(state: JsonObject): void;
}

const codeLastsMs = seconds(30);
const depositLastsMs = minutes(5);

const askedSchema = z.object({
  response_type: z.literal("code"),
  client_id: z.string().min(1),
  redirect_uri: z.url(),
  scope: z.string().min(1),
  state: z.string().max(500).optional(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.literal("S256").optional(),
});
export type AskedFor = z.infer<typeof askedSchema>;

export function createFakeOAuth(options: FakeOAuthOptions): FakeOAuth {
  const state: State = { count: 0, deposits: {}, grants: {}, codes: {}, tokens: {} };
  const { paths } = options;
  const holderOf = (token: string) => holderIn(state, token, options.now());
  return {
    async handle(request) {
      const url = new URL(request.url);
      switch (url.pathname) {
        case paths.authorize:
          return authorize(state, options, request);
        case paths.token:
          return request.method === "POST" ? exchange(state, options, request) : undefined;
        case paths.revoke:
          return revoke(state, options, request);
        case paths.par:
          return deposit(state, options, request);
        default:
          return undefined;
      }
    },
    holderOf,
    holder(request) {
      const { groups } =
        /^(?:Bearer|DPoP) (?<token>.+)$/i.exec(request.headers.get("authorization") ?? "") ?? {};
      return groups?.["token"] === undefined ? undefined : holderOf(groups["token"]);
    },
    issueAccess(grant, lastsMs) {
      const id = next(state, "grant");
      state.grants[id] = { ...grant, scopes: [...grant.scopes], id, isRevoked: false };
      return issue(state, { grantId: id, kind: "access", endsAt: plus(options.now(), lastsMs) });
    },
    save: () => JSON.parse(JSON.stringify(state)) as JsonObject,
    load: (kept) => void Object.assign(state, stateSchema.parse(kept)),
  };
}

async function deposit(
  state: State,
  options: FakeOAuthOptions,
  request: Request,
): Promise<Response> {
  const proof = options.dpop?.check(request);
  if (proof && "problem" in proof) return refuse(proof.problem, 400, options);
  const form = new URLSearchParams(await request.text());
  const asked = Object.fromEntries(form);
  if (!askedSchema.safeParse(asked).success) return refuse("invalid_request", 400, options);
  if (appOf(request, form, options) === undefined) return refuse("invalid_client", 401, options);
  const request_uri = `urn:ietf:params:oauth:request_uri:${next(state, "request")}`;
  const endsAt = plus(options.now(), depositLastsMs).toISOString();
  state.deposits[request_uri] = { asked, endsAt };
  const expires_in = depositLastsMs / seconds(1);
  return Response.json({ request_uri, expires_in }, { status: 201, headers: numberOf(options) });
}

/** GET shows the page, POST is the person's answer to it. */
async function authorize(
  state: State,
  options: FakeOAuthOptions,
  request: Request,
): Promise<Response> {
  const asked = askedSchema.safeParse(parametersOf(state, options, request)).data;
  if (asked === undefined) return new Response("This request is not valid.", { status: 400 });
  const { people, scopeSeparator = " ", pkce, givesAtOnce = () => false } = options;
  const scopes = asked.scope.split(scopeSeparator);
  const unknown = scopes.find((scope) => !options.scopes.includes(scope));
  if (unknown !== undefined) return goBack(asked, options, { error: "invalid_scope" });
  if (pkce === "required" && asked.code_challenge === undefined) {
    return goBack(asked, options, {
      error: "invalid_request",
      error_description: "code_challenge",
    });
  }
  if (request.method === "GET" && !givesAtOnce(scopes)) {
    return consentPage({ app: asked.client_id, scopes, people });
  }
  const answer = request.method === "POST" ? new URLSearchParams(await request.text()) : null;
  if (answer?.get("decision") === "deny") {
    const error_description = "The person said no.";
    return goBack(asked, options, { error: "access_denied", error_description });
  }
  const personId = answer?.get("person") ?? people[0]?.id ?? "";
  const grantId = next(state, "grant");
  state.grants[grantId] = {
    ...{ id: grantId, clientId: asked.client_id, personId, scopes, isRevoked: false },
  };
  const code = next(state, "code");
  state.codes[code] = {
    ...{ grantId, redirectUri: asked.redirect_uri, challenge: asked.code_challenge ?? null },
    endsAt: plus(options.now(), codeLastsMs).toISOString(),
  };
  return goBack(asked, options, { code });
}

/** In the address, or as they were left before. */
function parametersOf({ deposits }: State, { now, paths }: FakeOAuthOptions, { url }: Request) {
  const parameters = Object.fromEntries(new URL(url).searchParams);
  if (paths.par === undefined) return parameters;
  const left = deposits[parameters["request_uri"] ?? ""];
  const isGood =
    left !== undefined &&
    now() < new Date(left.endsAt) &&
    left.asked["client_id"] === parameters["client_id"];
  return isGood ? left.asked : undefined;
}

async function exchange(
  state: State,
  options: FakeOAuthOptions,
  request: Request,
): Promise<Response> {
  const proof = options.dpop?.check(request);
  if (proof && "problem" in proof) return refuse(proof.problem, 400, options);
  const form = new URLSearchParams(await request.text());
  const app = appOf(request, form, options);
  if (app === undefined) return refuse("invalid_client", 401, options);
  const grant =
    form.get("grant_type") === "refresh_token"
      ? grantOfRefresh(state, options, form)
      : grantOfCode(state, options, form);
  if (grant?.clientId !== app || grant.isRevoked) {
    return refuse("invalid_grant", 400, options);
  }
  if (proof) grant.thumbprint ??= proof.thumbprint;
  if (grant.thumbprint !== proof?.thumbprint) return refuse("invalid_grant", 400, options);
  const { now, accessLastsMs, refresh, more, scopeSeparator = " " } = options;
  const access_token = issue(state, {
    ...{ grantId: grant.id, kind: "access" },
    endsAt: accessLastsMs === null ? null : plus(now(), accessLastsMs),
  });
  const refresh_token =
    refresh === "none"
      ? undefined
      : issue(state, { grantId: grant.id, kind: "refresh", endsAt: null });
  const body = {
    ...{ token_type: proof ? "DPoP" : "bearer", access_token },
    ...(accessLastsMs !== null && { expires_in: Math.floor(accessLastsMs / 1000) }),
    ...(refresh_token !== undefined && { refresh_token }),
    ...{ scope: grant.scopes.join(scopeSeparator), ...more?.(grant) },
  };
  return Response.json(body, { headers: numberOf(options) });
}

function grantOfCode(
  state: State,
  { now, pkce }: FakeOAuthOptions,
  form: URLSearchParams,
): Grant | undefined {
  const { [form.get("code") ?? ""]: kept, ...others } = state.codes;
  state.codes = others;
  const isGood =
    form.get("grant_type") === "authorization_code" &&
    kept?.redirectUri === form.get("redirect_uri") &&
    now() < new Date(kept.endsAt) &&
    (pkce === "none" || kept.challenge === null || kept.challenge === challengeOf(form));
  return isGood ? state.grants[kept.grantId] : undefined;
}

function grantOfRefresh(
  state: State,
  { refresh }: FakeOAuthOptions,
  form: URLSearchParams,
): Grant | undefined {
  const kept = state.tokens[form.get("refresh_token") ?? ""];
  if (kept?.kind !== "refresh") return undefined;
  const grant = state.grants[kept.grantId];
  if (grant && kept.isUsed && refresh === "rotating") grant.isRevoked = true;
  kept.isUsed = true;
  return grant;
}

/** As Bluesky's server, does nothing without a proof where there has to be one, and does not say so. */
async function revoke(
  state: State,
  options: FakeOAuthOptions,
  request: Request,
): Promise<Response> {
  const proof = options.dpop && request.headers.has("dpop") ? options.dpop.check(request) : null;
  if (proof && "problem" in proof) return refuse(proof.problem, 400, options);
  if (options.dpop && !proof) return Response.json({});
  const token = new URLSearchParams(await request.text()).get("token") ?? "";
  const grant = state.grants[state.tokens[token]?.grantId ?? ""];
  if (grant) grant.isRevoked = true;
  return Response.json({});
}

function goBack(
  { redirect_uri, state }: AskedFor,
  { issuer }: FakeOAuthOptions,
  answer: Record<string, string>,
): Response {
  const target = new URL(redirect_uri);
  if (issuer !== undefined) target.searchParams.set("iss", issuer);
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  if (state !== undefined) target.searchParams.set("state", state);
  return new Response(null, { status: 302, headers: { location: target.href } });
}

function refuse(error: string, status: number, options: FakeOAuthOptions): Response {
  const body = { error, error_description: "The sandbox does not accept it." };
  return Response.json(body, { status, headers: numberOf(options) });
}

function numberOf({ dpop }: FakeOAuthOptions): Record<string, string> {
  return dpop ? { "dpop-nonce": dpop.nonce() } : {};
}
