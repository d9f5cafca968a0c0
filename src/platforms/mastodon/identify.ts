// Whose tokens they are, and what their instance takes.

import { readAnswer } from "#connector/answer.ts";
import type { Identity, Session } from "#connector/contract.ts";
import type { JsonObject } from "#kernel/json.ts";

import { about } from "./about.ts";
import { readInstance } from "./discover.ts";
import { ask, ownAccount } from "./wire.ts";
import type { InstanceAnswer } from "./wire.ts";

/** Images of these kinds we can make, and posts with them are shown everywhere. */
const knownTypes = ["image/jpeg", "image/png", "image/webp", "image/gif"];

export async function identify(session: Session): Promise<Identity> {
  const instance = session.credential["instance"] ?? about.origins.main;
  const path = "/api/v1/accounts/verify_credentials";
  const answer = await ask(session, { method: "GET", instance, path });
  const { id, username, display_name: displayed, url, avatar } = readAnswer(answer, ownAccount);
  const { host } = new URL(instance);
  const described = await readInstance(session, instance);
  const { domain = host } = described;
  return {
    account: {
      ...{ remoteId: `${id}@${host}`, kind: "person", handle: `@${username}@${domain}`, url },
      name: displayed === "" ? username : displayed,
      avatarUrl: avatar ?? null,
      details: { instance, accountId: id, ...sizesOf(described) },
    },
    credential: session.credential,
  };
}

/** Only what the instance says; the rest has defaults. */
function sizesOf({ configuration, max_toot_chars: ofFork }: InstanceAnswer): JsonObject {
  const { statuses, media_attachments: media } = configuration ?? {};
  const types = media?.supported_mime_types?.filter((type) => knownTypes.includes(type)) ?? [];
  const sizes = {
    maxCharacters: statuses?.max_characters ?? ofFork,
    charactersPerLink: statuses?.characters_reserved_per_url,
    maxImages: statuses?.max_media_attachments,
    maxImageBytes: media?.image_size_limit,
    maxImagePixels: media?.image_matrix_limit,
    maxAltLength: media?.description_limit,
  };
  const said = Object.entries(sizes).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(said), ...(types.length > 0 && { mediaTypes: types }) };
}
