// A mail on its way through the queue of jobs: sealed, because its link may be as good as a password.

import { z } from "zod";
import type { JsonObject } from "#kernel/json.ts";
import type { SecretBox } from "#kernel/secret-box.ts";
import type { Mail } from "#people/mails.ts";

const boundTo = "job/send-mail";

const jobSchema = z.object({ sealed: z.base64() });
const mailSchema = z.object({
  to: z.string(),
  subject: z.string(),
  paragraphs: z.array(z.string()),
  action: z.object({ label: z.string(), url: z.string() }).optional(),
});

export function sealMail(box: SecretBox, mail: Mail): JsonObject {
  return { sealed: box.seal(JSON.stringify(mail), boundTo).toString("base64") };
}

/** @throws SecretBoxError when it was sealed with a key that is no more */
export function openMail(box: SecretBox, data: JsonObject): Mail {
  const { sealed } = jobSchema.parse(data);
  const { action, ...mail } = mailSchema.parse(
    JSON.parse(box.open(Buffer.from(sealed, "base64"), boundTo)),
  );
  return action ? { ...mail, action } : mail;
}
