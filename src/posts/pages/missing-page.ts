// Where an address leads nowhere, and where something went wrong: in the same style as all else.

import { html } from "hono/html";
import { indexUrl } from "./links.ts";
import type { Served } from "./links.ts";
import { english, sheet } from "./sheet.ts";
import type { Html } from "./sheet.ts";

/** `served` is the site that was asked, if there is one. */
export function missingPage(served: Served | undefined): Html {
  return plainPage(served, "There is no such page", [
    "It may have been moved or taken down, or there is a slip in the address.",
  ]);
}

/** The operator finds what happened in the log by the reference. */
export function troublePage(reference: string): Html {
  return plainPage(undefined, "This page cannot be shown", [
    "Something went wrong on our side. Try again in a moment.",
    `If it stays so, tell the operator this number: ${reference}`,
  ]);
}

function plainPage(served: Served | undefined, title: string, lines: readonly string[]): Html {
  return sheet({
    ...{ served, title },
    head: html`<meta name="robots" content="noindex" />`,
    main: html`<div ${english(served)}>
      <h1 class="title">${title}</h1>
      ${lines.map((line) => html`<p>${line}</p> `)}
      ${served && html`<p><a href="${indexUrl(served)}">All posts of ${served.site.name}</a></p>`}
    </div>`,
  });
}
