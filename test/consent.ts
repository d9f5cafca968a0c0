// A person before the page on which a platform asks for permission: they agree.

const maxTries = 4;

/** By which a page that somebody opens is told from what a program asks. */
export const browserHeaders = { "upgrade-insecure-requests": "1" };

/** Where the browser is sent back to. @throws when the platform sends it nowhere */
export async function agree(url: string, person?: string): Promise<URL> {
  const open = openBrowser();
  const page = await open(url);
  if (isRedirect(page)) return locationOf(page);
  if (page.status !== 200) throw new Error(`The page answers ${page.status}: ${await page.text()}`);
  const [, first = ""] = /name="person" value="([^"]*)"/.exec(await page.text()) ?? [];
  const chosen = person ?? first;
  const body = new URLSearchParams(chosen === "" ? {} : { person: chosen });
  return locationOf(await open(url, { method: "POST", body }));
}

/** One that keeps cookies, and goes where it is sent to on the same site. */
function openBrowser() {
  const cookies = new Map<string, string>();
  return async function open(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
    const answer = await load(url, { ...init, headers: { ...browserHeaders, cookie } });
    for (const given of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(given) ?? [];
      cookies.set(name, value);
    }
    const next = URL.parse(answer.headers.get("location") ?? "", url);
    const stays = isRedirect(answer) && next?.origin === new URL(url).origin;
    return stays ? open(next.href) : answer;
  };
}

function isRedirect({ status }: Response): boolean {
  return status === 302 || status === 303;
}

/** As people do, tries again when a page does not come. */
async function load(url: string, init: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(url, { ...init, redirect: "manual" }).catch(() => undefined);
    const isGood = answer !== undefined && (answer.status === 200 || isRedirect(answer));
    if (isGood || (answer !== undefined && tries === maxTries)) return answer;
    if (tries === maxTries) throw new Error(`${new URL(url).origin} does not answer`);
  }
}

function locationOf(answer: Response): URL {
  const location = URL.parse(answer.headers.get("location") ?? "");
  if (location === null) throw new Error(`It answers ${answer.status} and sends nobody back`);
  return location;
}
