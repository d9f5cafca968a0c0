// Notes, a platform that does not exist, as data.

import type { About, Auth, Limits } from "#connector/about.ts";

const source = { url: "https://notes.example/developers", checkedOn: "2026-11-01" };
export const about: About = {
  id: "notes",
  name: "Notes",
  origins: { main: "https://api.notes.example" },
  web: "https://notes.example",
  hosts: "origins-only",
  accountKinds: ["person"],
  template: "{{title}}",
  hashtags: { maxCount: null },
};

export const auth: Auth = {
  ...{ kind: "fields", id: "key", label: "Key" },
  fields: [
    {
      ...{ name: "key", label: "Key", help: "Made under Settings → Keys.", placeholder: "" },
      ...{ secret: true, required: true },
    },
  ],
  permits: "Write notes in your name.",
};

export const limits: Limits = {
  text: [{ max: 200, unit: "grapheme", source }],
  images: {
    ...{ maxCount: 2, maxBytes: 1_000_000, maxSidePx: 2000, mediaTypes: ["image/png"], source },
    maxAltLength: { max: 500, unit: "grapheme" },
  },
  thread: { maxSegments: 8 },
  card: null,
};
