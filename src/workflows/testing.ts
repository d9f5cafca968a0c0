// What the tests of this room share: a platform that takes everything, and connections to it.

import { newId } from "#kernel/ids.ts";
import type { Connector } from "#connector/contract.ts";
import { findConnections } from "#connections/connections.ts";
import type { Connection } from "#connections/connections.ts";
import type { Database } from "#store/open.ts";

/** Its compositions are the caption, and a problem where that is empty. */
export function echo(): Connector {
  const fileLimits = { maxBytes: 1000, maxSidePx: 10, mediaTypes: ["image/png"] };
  const connector: Partial<Connector> = {
    about: {
      template: "{{title}}\n\n{{excerpt}}",
      hashtags: { maxCount: null },
    } as Connector["about"],
    options: [],
    limits: () => ({
      ...{ text: [], thread: null, card: null },
      images: {
        ...{ ...fileLimits, maxCount: 1, maxAltLength: { max: 9, unit: "grapheme" } },
        source: { url: "", checkedOn: "" },
      },
    }),
    compose: ({ text, images, link }) => ({
      segments: [{ text, lengths: [], images, card: link, extra: {} }],
      problems:
        text === "" ? [{ severity: "error", code: "empty", message: "There is no text." }] : [],
    }),
  };
  return connector as Connector;
}

export async function connectTo(
  db: Database,
  platform: string,
  { userId, isAutopost }: { userId: string; isAutopost: boolean },
): Promise<Connection> {
  const id = newId();
  await db
    .insertInto("connections")
    .values({
      ...{ id, userId, platform, remoteId: id, kind: "person", name: "Ada" },
      ...{ isAutopost, auth: "", grantId: id },
    })
    .execute();
  const [connection] = await findConnections(db, userId, [id]);
  if (connection === undefined) throw new Error("not connected");
  return connection;
}
