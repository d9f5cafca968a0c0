// Whether an authorization server still knows an app: at the page it shows to people, it tells them and
// never us.

import { z } from "zod";
import { converse } from "./library.ts";
import type { Parties } from "./library.ts";

const refusalSchema = z.object({ error: z.string() });

/**
 * Asks for the tokens of a code that it never gave: whoever knows the app refuses the code instead
 * (https://www.rfc-editor.org/rfc/rfc6749#section-5.2). No answer but that one counts against it.
 * @throws PlatformError when it cannot be reached
 */
export function isStillKnown(parties: Parties, redirectUri: string): Promise<boolean> {
  return converse(parties, async ({ oauth, as, client, clientAuth, options }) => {
    const asked = new URLSearchParams({ code: "none", redirect_uri: redirectUri });
    const answer = await oauth.genericTokenEndpointRequest(
      ...([as, client, clientAuth, "authorization_code", asked, options] as const),
    );
    const body: unknown = await answer.json().catch(() => undefined);
    return refusalSchema.safeParse(body).data?.error !== "invalid_client";
  });
}
