// A real authorization server (oidc-provider) on 127.0.0.1, in the place of those that people sign in with
// and of those at which they let this server post for them:
//   node oauth-server.mjs <redirectUri> [port] [--style oidc|x|linkedin] [--access-seconds n] [--refresh-seconds n]
// It knows one app, and signs in whoever comes, without asking; oauth-control.mjs says as whom. One line of
// JSON tells where it is and what the app is. It ends on SIGTERM, SIGINT, or when the pipe at its standard
// input closes. Nothing is kept.

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fstatSync } from "node:fs";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import Provider from "oidc-provider";
import { countRefreshes, createControl } from "./oauth-control.mjs";
import { styles } from "./oauth-styles.mjs";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    style: { type: "string", default: "oidc" },
    "access-seconds": { type: "string", default: "3600" },
    "refresh-seconds": { type: "string", default: "2592000" },
  },
});
const [redirectUri, givenPort = "0"] = positionals;
const style = styles[values.style];
const app = { clientId: "an-app", clientSecret: randomBytes(32).toString("hex") };
/** What the tests may change while it runs, and what they may ask for. */
const world = {
  person: { sub: "1", email: "grace@example.test", email_verified: true, name: "Grace" },
  accessSeconds: Number(values["access-seconds"]),
  refreshSeconds: Number(values["refresh-seconds"]),
  grants: [],
  refreshes: { accepted: 0, refused: 0 },
};

const server = createServer();
server.listen(Number(givenPort), "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(url, settings());
provider.use(countRefreshes(world));
if (style.tellsRefreshLife) provider.use(tellRefreshLife);
const control = createControl(provider, world);
const answer = provider.callback();
server.on("request", (request, response) => {
  handle(request, response).catch((error) => response.writeHead(500).end(String(error)));
});
const introspectionUrl = url + (style.routes.introspection ?? "/token/introspection");
console.log(JSON.stringify({ url, ...app, introspectionUrl, clientAuth: style.clientAuth }));

await untilToldToEnd();
server.closeAllConnections();
process.exit();

function settings() {
  return {
    clients: [
      {
        ...{ client_id: app.clientId, client_secret: app.clientSecret },
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code", "refresh_token"],
        token_endpoint_auth_method: style.clientAuth,
      },
    ],
    routes: style.routes,
    scopes: style.scopes,
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "picture"] },
    // As Google does: the claims are in the ID token, too.
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      introspection: { enabled: true },
    },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => style.needsPkce },
    issueRefreshToken: (_, client, code) =>
      client.grantTypeAllowed("refresh_token") && style.issuesRefreshToken(code.scopes),
    // The old one, used again, ends the whole grant.
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    ttl: {
      AuthorizationCode: 30,
      AccessToken: () => world.accessSeconds,
      // From the first one on, also for those that come in its place.
      RefreshToken: ({ oidc }) =>
        oidc.entities.RotatedRefreshToken?.remainingTTL ?? world.refreshSeconds,
    },
    cookies: { keys: [randomBytes(32).toString("hex")] },
    findAccount: (_, accountId) => ({
      accountId,
      claims: () => ({ ...world.person, sub: accountId }),
    }),
  };
}

async function tellRefreshLife(context, next) {
  await next();
  const { entities } = context.oidc ?? {};
  if (context.oidc?.route !== "token" || !entities.RefreshToken) return;
  context.body.refresh_token_expires_in = entities.RefreshToken.remainingTTL;
}

async function handle(request, response) {
  if (await control(request, response)) return;
  if (request.url.startsWith("/interaction/")) await agree(request, response);
  else answer(request, response);
}

/** The person signs in, and permits what the app asks for. */
async function agree(request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") {
    const result = { login: { accountId: world.person.sub } };
    return provider.interactionFinished(request, response, result);
  }
  const accountId = session.accountId;
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const grantId = await grant.save();
  world.grants.push({ id: grantId, sub: accountId });
  const result = { consent: { grantId } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

async function untilToldToEnd() {
  const told = [once(process, "SIGTERM"), once(process, "SIGINT")];
  const input = fstatSync(0);
  if (input.isFIFO() || input.isSocket()) told.push(once(process.stdin.resume(), "close"));
  await Promise.race(told);
}
