// What each route of the API answers to people who have no right to what it names. A route that is not
// in this table fails the test that walks it.

/** The ids of everything that Ada has. */
export interface Belongings {
  siteId: string;
  userId: string;
  postId: string;
  draftId: string;
  runId: string;
  deliveryId: string;
  connectionId: string;
  authorizationId: string;
  mediaId: string;
  keyId: string;
  sessionId: string;
  invitationId: string;
}

export interface Entry {
  /** With Ada's ids in it. */
  path(of: Belongings): string;
  body?(of: Belongings): unknown;
  /** Somebody without an account here. */
  nobody: number;
  /** Somebody with an account and a site of their own. */
  stranger: number;
  /** An editor of Ada's site, who may work with its posts and runs; "may": it is theirs to do. */
  editor: number | "may";
  /** A key of Ada's own without the scope that it takes; "any": no key is taken or needed. */
  key: number | "any";
}

const notSignedIn = { nobody: 401 };
/** What belongs to a site: its editors may, strangers do not learn that it is there. */
const ofSite = { ...notSignedIn, stranger: 404, editor: "may", key: 403 } as const;
/** What only the admins of a site may. */
const ofAdmins = { ...notSignedIn, stranger: 404, editor: 403, key: 403 } as const;
/** What belongs to one user, whoever else is in the same site. */
const ofUser = { ...notSignedIn, stranger: 404, editor: 404, key: 403 } as const;
/** Names nothing of anybody's: what it answers is the caller's own. */
const ownOnly = { ...notSignedIn, stranger: 200, editor: "may", key: 403 } as const;
/** Names things in its body: they are refused as not right. */
const named = { ...notSignedIn, stranger: 422, editor: 422, key: 403 } as const;

/** What only whoever runs the server may; Ada does not. */
const ofOperator = { ...notSignedIn, stranger: 403, editor: 403, key: 403 };

export const matrix: Readonly<Record<string, Entry>> = {
  "get /welcome": {
    ...{ path: () => "/welcome", nobody: 200, stranger: 200, editor: "may", key: "any" },
  },

  "get /sessions": { ...ownOnly, path: () => "/sessions" },
  "delete /sessions/{id}": { ...ofUser, path: ({ sessionId }) => `/sessions/${sessionId}` },
  "get /api-keys": { ...ownOnly, path: () => "/api-keys" },
  "post /api-keys": {
    ...{ ...notSignedIn, stranger: 422, editor: 422, key: 403 },
    ...{ path: () => "/api-keys", body: () => ({ name: "No scopes", scopes: [] }) },
  },
  "delete /api-keys/{id}": { ...ofUser, path: ({ keyId }) => `/api-keys/${keyId}` },

  "get /sites": { ...ownOnly, path: () => "/sites" },
  "post /sites": { ...named, path: () => "/sites", body: () => ({ name: "" }) },
  "get /sites/{id}": { ...ofSite, path: ({ siteId }) => `/sites/${siteId}` },
  "patch /sites/{id}": {
    ...{ ...ofAdmins, path: ({ siteId }) => `/sites/${siteId}`, body: () => ({ name: "Mine" }) },
  },
  "delete /sites/{id}": { ...ofAdmins, path: ({ siteId }) => `/sites/${siteId}` },
  "get /sites/{id}/autopost": { ...ofSite, path: ({ siteId }) => `/sites/${siteId}/autopost` },
  "get /sites/{id}/captions": { ...ofSite, path: ({ siteId }) => `/sites/${siteId}/captions` },
  "put /sites/{id}/captions": {
    ...{ ...ofAdmins, path: ({ siteId }) => `/sites/${siteId}/captions` },
    body: () => ({ rules: { default: { template: "Mine" } }, voice: "" }),
  },
  "get /sites/{id}/members": { ...ofSite, path: ({ siteId }) => `/sites/${siteId}/members` },
  "put /sites/{id}/members": {
    ...{ ...ofAdmins, path: ({ siteId }) => `/sites/${siteId}/members` },
    body: ({ userId }) => ({ members: [{ userId, role: "editor", isBiller: false }] }),
  },
  "delete /sites/{id}/members/{userId}": {
    ...{ ...ofAdmins, path: ({ siteId, userId }) => `/sites/${siteId}/members/${userId}` },
  },
  "get /sites/{id}/invitations": {
    ...{ ...ofAdmins, path: ({ siteId }) => `/sites/${siteId}/invitations` },
  },
  "post /sites/{id}/invitations": {
    ...{ ...ofAdmins, path: ({ siteId }) => `/sites/${siteId}/invitations` },
    body: () => ({ email: "eve@example.test" }),
  },
  "delete /sites/{id}/invitations/{invitationId}": {
    ...ofAdmins,
    path: ({ siteId, invitationId }) => `/sites/${siteId}/invitations/${invitationId}`,
  },
  "post /invitations/look": {
    ...{ path: () => "/invitations/look", body: () => ({ token: "guessed" }) },
    ...{ nobody: 404, stranger: 404, editor: 404, key: "any" },
  },
  "post /invitations/accept": {
    ...{ path: () => "/invitations/accept", body: () => ({ token: "guessed" }) },
    ...{ ...notSignedIn, stranger: 404, editor: 404, key: 403 },
  },

  "get /platforms": { ...ownOnly, path: () => "/platforms" },
  "get /connections": { ...ownOnly, path: () => "/connections?unlinked=true" },
  "post /connections/{platform}": {
    ...{ ...named, path: () => "/connections/discord", body: () => ({ webhookUrl: "" }) },
  },
  "post /connections/{platform}/authorize": {
    ...{ ...notSignedIn, stranger: 404, editor: 404, key: 403 },
    ...{ path: () => "/connections/nowhere/authorize", body: () => ({}) },
  },
  "get /connections/callback/{platform}": {
    ...{ path: () => "/connections/callback/discord?code=guessed&state=guessed" },
    ...{ nobody: 302, stranger: 302, editor: 302, key: "any" },
  },
  "get /authorizations/{id}": {
    ...{ ...ofUser, path: ({ authorizationId }) => `/authorizations/${authorizationId}` },
  },
  "post /authorizations/{id}/choose": {
    ...{ ...ofUser, path: ({ authorizationId }) => `/authorizations/${authorizationId}/choose` },
    body: () => ({ remoteIds: ["1"] }),
  },
  "post /connections/{id}/refresh": {
    ...{ ...ofUser, path: ({ connectionId }) => `/connections/${connectionId}/refresh` },
  },
  "patch /connections/{id}": {
    ...{ ...ofUser, path: ({ connectionId }) => `/connections/${connectionId}` },
    body: () => ({ autopost: false }),
  },
  "delete /connections/{id}": {
    ...{ ...ofUser, path: ({ connectionId }) => `/connections/${connectionId}` },
  },

  "get /operator/apps": { ...ofOperator, path: () => "/operator/apps" },
  "put /operator/apps/{platform}/{name}": {
    ...{ ...ofOperator, path: () => "/operator/apps/discord/main" },
    body: () => ({ clientId: "mine" }),
  },
  "delete /operator/apps/{platform}/{name}": {
    ...{ ...ofOperator, path: () => "/operator/apps/discord/main" },
  },

  "get /posts": { ...ofSite, path: ({ siteId }) => `/posts?siteId=${siteId}` },
  "post /posts": {
    ...{ ...ofSite, path: () => "/posts", body: ({ siteId }) => ({ siteId, title: "Not mine" }) },
  },
  "get /posts/{id}": { ...ofSite, path: ({ postId }) => `/posts/${postId}` },
  "patch /posts/{id}": {
    ...{ ...ofSite, path: ({ draftId }) => `/posts/${draftId}`, body: () => ({ title: "Mine" }) },
  },
  "delete /posts/{id}": { ...ofSite, path: ({ draftId }) => `/posts/${draftId}` },
  "post /captions/preview": {
    ...{ ...ofSite, path: () => "/captions/preview" },
    body: ({ postId, connectionId }) => ({ postId, targets: [{ connectionId }] }),
  },

  "get /captions/adapt": { ...ownOnly, path: () => "/captions/adapt" },
  "post /captions/adapt": {
    ...{ ...ofSite, path: () => "/captions/adapt" },
    body: ({ postId, connectionId }) => ({ postId, mode: "generate", targets: [{ connectionId }] }),
  },
  "post /captions/alt-text": {
    ...{ ...ofUser, path: () => "/captions/alt-text" },
    body: ({ mediaId }) => ({ mediaId }),
  },

  "post /runs": {
    ...{ ...ofSite, path: () => "/runs" },
    body: ({ postId, connectionId }) => ({ postId, targets: [{ connectionId }] }),
  },
  "get /runs": { ...ownOnly, path: () => "/runs" },
  "get /runs/{id}": { ...ofSite, path: ({ runId }) => `/runs/${runId}` },
  "post /runs/{id}/cancel": { ...ofSite, path: ({ runId }) => `/runs/${runId}/cancel` },
  "get /deliveries/{id}": { ...ofSite, path: ({ deliveryId }) => `/deliveries/${deliveryId}` },
  "post /deliveries/{id}/retry": {
    ...{ ...ofSite, path: ({ deliveryId }) => `/deliveries/${deliveryId}/retry` },
  },
  "post /deliveries/{id}/resolve": {
    ...{ ...ofSite, path: ({ deliveryId }) => `/deliveries/${deliveryId}/resolve` },
    body: () => ({ outcome: "send-again" }),
  },

  "post /media": {
    ...{ ...named, path: () => "/media", body: () => new Uint8Array([1, 2, 3]) },
  },
  "get /media/{id}": { ...ofUser, path: ({ mediaId }) => `/media/${mediaId}` },

  "get /notices": { ...ownOnly, path: () => "/notices" },
  "post /notices/read": {
    ...{ ...notSignedIn, stranger: 204, editor: "may", key: 403 },
    path: () => "/notices/read",
  },
  "get /events": { ...ownOnly, path: () => "/events" },
  "get /sandbox/posts": {
    ...{ ...notSignedIn, stranger: 404, editor: 404, key: 403 },
    path: () => "/sandbox/posts",
  },
};
