// What a test may do to oauth-server.mjs while it runs, and ask of it:
//   POST /person      JSON of claims    who signs in from now on
//   POST /lifetimes   { accessSeconds } how long the access tokens last that are given from now on
//   POST /revocations { sub }           ends all that this person has permitted
//   GET  /refreshes                     { accepted, refused }: how often a refresh token was used

import { json } from "node:stream/consumers";

/** Whether the request was one of those. */
export function createControl(provider, world) {
  return async function control(request, response) {
    switch (`${request.method} ${request.url}`) {
      case "POST /person":
        world.person = await json(request);
        break;
      case "POST /lifetimes":
        world.accessSeconds = (await json(request)).accessSeconds;
        break;
      case "POST /revocations":
        await revokeAll(provider, world, (await json(request)).sub);
        break;
      case "GET /refreshes":
        response.end(JSON.stringify(world.refreshes));
        return true;
      default:
        return false;
    }
    response.writeHead(204).end();
    return true;
  };
}

/** To be used by the provider: counts what its token endpoint says to refresh tokens. */
export function countRefreshes({ refreshes }) {
  return async function count(context, next) {
    await next();
    if (context.oidc?.params?.grant_type !== "refresh_token") return;
    refreshes[context.status === 200 ? "accepted" : "refused"] += 1;
  };
}

async function revokeAll({ Grant, AccessToken, RefreshToken, AuthorizationCode }, world, sub) {
  const theirs = world.grants.filter((grant) => grant.sub === sub);
  world.grants = world.grants.filter((grant) => grant.sub !== sub);
  for (const { id } of theirs) {
    for (const model of [AccessToken, RefreshToken, AuthorizationCode]) {
      await model.revokeByGrantId(id);
    }
    const grant = await Grant.find(id);
    await grant?.destroy();
  }
}
