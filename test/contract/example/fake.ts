// Notes itself, as a fake.

import { z } from "zod";
import type { CreateFake, FakeOptions, FakePost } from "#connector/fake.ts";
import { unknownKey } from "./connector.ts";

const rightKey = "key-of-the-example";
const maxTextLength = 200;

const newNote = z.object({
  name: z.string(),
  text: z.string(),
  images: z.array(z.object({ id: z.string(), alt: z.string() })),
  continues: z.string().nullable(),
});
const note = newNote.extend({ id: z.string(), createdAt: z.string() });
const state = z.object({
  tokens: z.array(z.string()),
  images: z.array(z.string()),
  notes: z.array(note),
});

type Note = z.infer<typeof note>;
type State = z.infer<typeof state>;

export const createFake: CreateFake = (options) => {
  let kept: State = { tokens: [], images: [], notes: [] };
  return {
    handle: (request) => handle(kept, options, request),
    isPost: ({ method, url }) => method === "POST" && new URL(url).pathname === "/notes",
    refusals: {
      unauthorized: () => refuse(401, "session ended"),
      rateLimited(until) {
        const seconds = Math.ceil((until.getTime() - options.now().getTime()) / 1000);
        return refuse(429, "too fast", { "retry-after": String(seconds) });
      },
    },
    posts: () => kept.notes.map((each) => toPost(each, options)),
    save: () => kept,
    load: (saved) => void (kept = state.parse(saved)),
    entries: { key: rightKey },
  };
};

async function handle(kept: State, options: FakeOptions, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === "/sessions") return openSession(kept, await request.json());
  const token = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
  if (!kept.tokens.includes(token)) return refuse(401, "session ended");
  switch (`${request.method} ${pathname}`) {
    case "POST /images":
      return created({ id: add(kept.images, (id) => id) });
    case "POST /notes":
      return write(kept, options, await request.json());
    case "GET /notes": {
      const named = kept.notes.filter(({ name }) => name === searchParams.get("name"));
      return Response.json(named.map((each) => linked(each, options)));
    }
    default:
      return refuse(404, "no such thing");
  }
}

function openSession({ tokens }: State, body: unknown): Response {
  const isKnown = z.object({ key: z.literal(rightKey) }).safeParse(body).success;
  if (!isKnown) return refuse(401, unknownKey);
  const token = add(tokens, (id) => `session-token-${id}`);
  return created({ token, user: { id: "7", name: "An author" } });
}

function write(kept: State, options: FakeOptions, body: unknown): Response {
  const { data } = newNote.safeParse(body);
  if (!data) return refuse(400, "not a note");
  if (Array.from(new Intl.Segmenter().segment(data.text)).length > maxTextLength) {
    return refuse(400, "too long");
  }
  if (!data.images.every(({ id }) => kept.images.includes(id))) return refuse(400, "no such image");
  const written = {
    ...data,
    id: String(kept.notes.length + 1),
    createdAt: options.now().toISOString(),
  };
  kept.notes.push(written);
  return created(linked(written, options));
}

function linked({ id }: Note, { web }: FakeOptions) {
  return { id, url: `${web}/notes/${id}` };
}

function toPost(each: Note, options: FakeOptions): FakePost {
  const { id, text, images, continues: replyTo, createdAt } = each;
  return {
    ...{ id, text, replyTo, createdAt, account: "7", card: null },
    images: images.map(({ alt }) => ({ dataUrl: "data:,", alt })),
    permalink: linked(each, options).url,
  };
}

function add(list: string[], name: (id: string) => string): string {
  const added = name(String(list.length + 1));
  list.push(added);
  return added;
}

function created(body: object): Response {
  return Response.json(body, { status: 201 });
}

function refuse(status: number, error: string, headers: Record<string, string> = {}): Response {
  return Response.json({ error }, { status, headers });
}
