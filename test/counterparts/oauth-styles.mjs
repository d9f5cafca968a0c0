// How the authorization servers of the platforms differ from a plain OpenID Connect provider. Addresses:
// https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code and
// https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow (2026-11-25)

const plain = {
  routes: {},
  scopes: ["openid", "offline_access"],
  clientAuth: "client_secret_post",
  needsPkce: true,
  issuesRefreshToken: (scopes) => scopes.has("offline_access"),
  /** Whether an answer with tokens says how long the refresh token lasts. */
  tellsRefreshLife: false,
};

export const styles = {
  oidc: plain,
  x: {
    ...plain,
    routes: {
      authorization: "/i/oauth2/authorize",
      token: "/2/oauth2/token",
      revocation: "/2/oauth2/revoke",
    },
    scopes: ["tweet.read", "users.read", "tweet.write", "media.write", "offline.access"],
    clientAuth: "client_secret_basic",
    issuesRefreshToken: (scopes) => scopes.has("offline.access"),
  },
  linkedin: {
    ...plain,
    routes: {
      authorization: "/oauth/v2/authorization",
      token: "/oauth/v2/accessToken",
      introspection: "/oauth/v2/introspectToken",
    },
    scopes: ["openid", "profile", "w_member_social"],
    needsPkce: false,
    // As for apps that LinkedIn has approved for it.
    issuesRefreshToken: () => true,
    tellsRefreshLife: true,
  },
};
