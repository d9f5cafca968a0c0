// Whose tokens they are.

import { readAnswer } from "#connector/answer.ts";
import type { Identity, Session } from "#connector/contract.ts";

import { about } from "./about.ts";
import { get, profile } from "./wire.ts";

export async function identify(session: Session): Promise<Identity> {
  const fields = "id,username,name,threads_profile_picture_url";
  const answer = await get(session, "me", { fields });
  const { id, username, name, threads_profile_picture_url: picture } = readAnswer(answer, profile);
  return {
    account: {
      ...{ remoteId: id, kind: "person", name: name ?? username, handle: `@${username}` },
      url: `${session.origins["web"] ?? about.web}/@${username}`,
      ...{ avatarUrl: picture ?? null, details: {} },
    },
    credential: session.credential,
  };
}
