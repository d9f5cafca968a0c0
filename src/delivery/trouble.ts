// What keeps a delivery from being published, in words for the person who wrote the post. Stored with
// the delivery and served as it is.

import { z } from "zod";

export const troubleSchema = z.object({
  kind: z.enum([
    /** The platform asked us to wait; it goes on by itself. */
    "rate-limit",
    /** The platform could not be reached or was not well. */
    "network",
    /** The platform does not want this content. */
    "refused",
    /** The authorisation has ended. */
    "reconnect",
    /** The user unlinked the connection. */
    "unlinked",
    /** Only the operator of this server can help. */
    "misconfigured",
    /** Our fault. `reference` finds it in the log. */
    "internal",
    /** It may or may not be live, and only a person can find out. */
    "uncertain",
  ]),
  message: z.string(),
  /** When it goes on by itself. */
  until: z.iso.datetime().optional(),
  reference: z.string().optional(),
});

export type Trouble = z.infer<typeof troubleSchema>;
