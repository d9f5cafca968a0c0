// The product with a site that has published something of every kind, for who reads it.

import { openClient } from "#test/client.ts";
import type { Client } from "#test/client.ts";
import { upload } from "#test/e2e/images.ts";
import { startProduct } from "#test/product.ts";

/** Addresses of public pages. */
export interface Published extends AsyncDisposable {
  index: string;
  /** With an image and a body that has all that a body can have. */
  post: string;
  note: string;
}

const body = `The engine *weaves* [patterns](https://example.org/), \`let a = 1\` too.

# Of looms

> A quotation, and then
> some.

1. One
   - ${"averylongword".repeat(12)}

\`\`\`js
${"const engine = weave(); ".repeat(12)}
\`\`\`

| Operation | Result | ${"wide ".repeat(8)} |
|---|--:|---|
| × | 24 | ${"unbroken".repeat(20)} |

<script>document.title = "Broken into"</script>
<img src="x" onerror="document.title = 'Broken into'">
`;

export async function openPublished(): Promise<Published> {
  const product = await startProduct({ env: { SANDBOX: "1", DATABASE_URL: "" } });
  const client = await openClient(product.url);
  const note = await publish(client, { body: "Just *a* note." });
  const mediaId = await upload(client, { width: 2000, height: 1200 });
  const image = { mediaId, alt: "A sheet of teal" };
  const title = "On the Analytical Engine";
  const post = await publish(client, { title, body, image, tags: ["looms", "numbers"] });
  const index = post.slice(0, post.lastIndexOf("/"));
  return { index, post, note, [Symbol.asyncDispose]: () => product[Symbol.asyncDispose]() };
}

/** Returns where its page is. */
async function publish(client: Client, content: Parameters<Client["post"]>[0]): Promise<string> {
  const { post } = await client.post({ ...content, autopost: false });
  return post.pageUrl;
}
