// Whose tokens they are.

import { readAnswer } from "#connector/answer.ts";
import type { Identity, Session } from "#connector/contract.ts";

import { about } from "./about.ts";
import { ask, userAnswer } from "./wire.ts";

export async function identify(session: Session): Promise<Identity> {
  const query = { "user.fields": "profile_image_url" };
  const answer = await ask(session, { method: "GET", path: "/2/users/me", query });
  const { id, name, username, profile_image_url: avatarUrl } = readAnswer(answer, userAnswer).data;
  return {
    account: {
      ...{ remoteId: id, kind: "person", name, handle: `@${username}` },
      url: `${session.origins["web"] ?? about.web}/${username}`,
      avatarUrl: avatarUrl ?? null,
      details: {},
    },
    credential: session.credential,
  };
}
