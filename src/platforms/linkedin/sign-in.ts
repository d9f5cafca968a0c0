// Signing in with a LinkedIn account: by OpenID Connect, of which its userinfo is enough. LinkedIn's app
// with a secret takes no PKCE, which the way by a discovery document would use.
// https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2 (2026-11-28)

import { z } from "zod";

import type { SignIn } from "#connector/sign-in.ts";

/** The address is there where LinkedIn has one. */
const profileSchema = z.object({
  sub: z.string().min(1),
  name: z.string().min(1),
  email: z.string().nullish(),
  email_verified: z.boolean().optional(),
});

export const signIn: SignIn = {
  kind: "oauth2",
  authorize: { origin: "oauth", path: "/oauth/v2/authorization" },
  token: { origin: "oauth", path: "/oauth/v2/accessToken" },
  profile: { origin: "main", path: "/v2/userinfo" },
  scopes: ["openid", "profile", "email"],
  usesPkce: false,
  readPerson(profile) {
    const user = profileSchema.safeParse(profile).data;
    return (
      user && {
        ...{ id: user.sub, name: user.name, email: user.email ?? null },
        isEmailVerified: user.email_verified === true,
      }
    );
  },
};
