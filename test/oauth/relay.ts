// A fake whose API is open to those whom a real authorization server lets in: it hands requests for tokens
// to that server, and asks it about every token that comes.

import type { CreateFake, Fake } from "#connector/fake.ts";
import type { FixedServer, OAuth2Auth } from "#connector/oauth.ts";
import type { Introspection, OAuthServer } from "#test/counterparts/start.ts";

type Holder = Extract<Introspection, { active: true }>;

interface Entrance {
  auth: OAuth2Auth;
  fixed: FixedServer;
  server: OAuthServer;
}

/** Who signs in at the server is to have the id of somebody whom the fake knows. */
export function relayed(createFake: CreateFake, entrance: Entrance): CreateFake {
  const { token, revoke } = entrance.fixed;
  const ofServer = new Set([token.path, revoke?.path]);
  return (options) => {
    const fake = createFake(options);
    const ownTokens = new Map<string, Promise<string>>();
    return {
      ...fake,
      async handle(request) {
        const { pathname } = new URL(request.url);
        if (ofServer.has(pathname)) return forward(entrance.server, request);
        const theirs = bearerOf(request);
        const holder = theirs === undefined ? undefined : await entrance.server.introspect(theirs);
        // The fake knows nothing of it, and refuses it as the platform does.
        if (holder?.active !== true) return fake.handle(request);
        const key = `${holder.sub} ${holder.scope}`;
        const own = ownTokens.get(key) ?? tokenOf(fake, entrance, { holder, ...options });
        ownTokens.set(key, own);
        const headers = new Headers(request.headers);
        headers.set("authorization", `Bearer ${await own}`);
        return fake.handle(new Request(request, { headers }));
      },
    };
  };
}

async function forward({ url }: OAuthServer, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = new Headers();
  for (const name of ["authorization", "content-type"]) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const { method } = request;
  return fetch(url + pathname + search, { method, headers, body: await request.text() });
}

function bearerOf(request: Request): string | undefined {
  return /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}

/** The fake's own token for the same person and scopes, as its consent page gives it. */
async function tokenOf(
  fake: Fake,
  { auth, fixed }: Entrance,
  { holder, origin }: { holder: Holder; origin: string },
): Promise<string> {
  const redirect_uri = "https://notes.example/back";
  const asked = new URLSearchParams({
    ...{ response_type: "code", client_id: "an-app", redirect_uri },
    scope: holder.scope.split(" ").join(auth.scopeSeparator),
    // Of an empty verifier.
    ...{ code_challenge: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU" },
    code_challenge_method: "S256",
  });
  const back = await post(fake, `${origin}${fixed.authorize.path}?${asked.toString()}`, {
    person: holder.sub,
  });
  const { searchParams } = new URL(back.headers.get("location") ?? origin);
  const answer = await post(fake, origin + fixed.token.path, {
    ...{ grant_type: "authorization_code", code: searchParams.get("code") ?? "" },
    ...{ redirect_uri, code_verifier: "" },
  });
  const { access_token } = (await answer.json()) as { access_token?: string };
  if (access_token === undefined) throw new Error(`The fake does not let in ${holder.sub}`);
  return access_token;
}

/** With an app's credentials in the header, where a fake looks first. */
function post(fake: Fake, url: string, form: Record<string, string>): Promise<Response> {
  const proof = Buffer.from("an-app:the secret of an app").toString("base64");
  const headers = { authorization: `Basic ${proof}` };
  const body = new URLSearchParams(form);
  return fake.handle(new Request(url, { method: "POST", headers, body }));
}
