// Signing in with a Discord account: OAuth 2, by the app that the operator has registered.
// https://discord.com/developers/docs/topics/oauth2 (2026-11-01)

import { z } from "zod";

import type { SignIn } from "#connector/sign-in.ts";

/** https://discord.com/developers/docs/resources/user#user-object (2026-11-01) */
const profileSchema = z.object({
  id: z.string().min(1),
  username: z.string(),
  global_name: z.string().nullish(),
  email: z.string().nullish(),
  verified: z.boolean().optional(),
});

export const signIn: SignIn = {
  kind: "oauth2",
  authorize: { origin: "main", path: "/oauth2/authorize" },
  token: { origin: "main", path: "/api/oauth2/token" },
  profile: { origin: "main", path: "/api/v10/users/@me" },
  scopes: ["identify", "email"],
  // Not described for apps that have a secret.
  usesPkce: false,
  readPerson(profile) {
    const user = profileSchema.safeParse(profile).data;
    return (
      user && {
        id: user.id,
        name: user.global_name ?? user.username,
        email: user.email ?? null,
        isEmailVerified: user.verified === true,
      }
    );
  },
};
