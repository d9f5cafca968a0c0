// A mail as text and as HTML: the same words, plain and pleasant in every mail program.

import { html } from "hono/html";
import type { Mail } from "#people/mails.ts";

// Mail programs know styles only on elements.
const styles = {
  body: "margin:0;padding:24px;background:#fff;color:#1f2933;font:16px/1.5 system-ui,sans-serif",
  column: "max-width:34em;margin:0 auto",
  button:
    "display:inline-block;margin:8px 0;padding:12px 20px;border-radius:6px;background:#1f2933;color:#fff;text-decoration:none",
  small: "color:#52606d;font-size:14px;word-break:break-all",
};

export function toText({ paragraphs, action }: Mail): string {
  const [first = "", ...others] = paragraphs;
  const link = action ? [`${action.label}:\n${action.url}`] : [];
  return [first, ...link, ...others].join("\n\n") + "\n";
}

export async function toHtml({ subject, paragraphs, action }: Mail): Promise<string> {
  const [first = "", ...others] = paragraphs;
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${subject}</title>
      </head>
      <body style="${styles.body}">
        <div style="${styles.column}">
          <p>${first}</p>
          ${action ? toLink(action) : ""} ${others.map((each) => html`<p>${each}</p>`)}
        </div>
      </body>
    </html> `;
  return page.toString();
}

function toLink({ label, url }: NonNullable<Mail["action"]>) {
  return html`<p><a href="${url}" style="${styles.button}">${label}</a></p>
    <p style="${styles.small}">
      If the button does nothing, open this address:<br /><a href="${url}">${url}</a>
    </p>`;
}
