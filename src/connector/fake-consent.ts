// The page on which a fake asks a person: who they are, and whether the app may.

interface Asked {
  app: string;
  scopes: readonly string[];
  people: readonly { id: string; name: string }[];
}

export function consentPage({ app, scopes, people }: Asked): Response {
  const asked = scopes.map((scope) => `<li><code>${escaped(scope)}</code></li>`).join("");
  const buttons = people
    .map(
      ({ id, name }) =>
        `<button name="person" value="${escaped(id)}">Allow as ${escaped(name)}</button>`,
    )
    .join("\n");
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width" />
<title>Allow access · Sandbox</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 32em; margin: 3em auto; padding: 0 1em; }
  button { font: inherit; padding: 0.5em 1em; margin: 0 0.5em 0.5em 0; }
</style>
<h1>Allow access?</h1>
<p>This is the sandbox's stand-in for the platform. The app <b>${escaped(app)}</b> asks for:</p>
<ul>${asked}</ul>
<form method="post">
${buttons}
<button name="decision" value="deny">Deny</button>
</form>
</html>
`;
  return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
