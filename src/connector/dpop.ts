// Kit for connector authors: a request in the name of an account whose tokens are bound to a key of ours
// (RFC 9449). The server may first want to be answered with a number of its own: then once more.

import type * as Library from "oauth4webapi";
import type { HttpRequest, HttpResponse } from "#kernel/http/fetch.ts";
import { keyPairOf } from "#kernel/keys.ts";
import type { Session } from "./contract.ts";

export interface BoundToken {
  accessToken: string;
  /** As the credential holds it: a private JWK in JSON. */
  dpopKey: string;
}

/** They remember each server's number, which holds for some minutes: more would be of no use. */
const maxHandles = 200;
const handles = new Map<string, Library.DPoPHandle>();

/** Any status is an answer, as for `session.fetch`. @throws HttpFailure */
export async function fetchBound(
  session: Session,
  request: HttpRequest,
  token: BoundToken,
): Promise<HttpResponse> {
  const first = await ask(session, request, token);
  return first.wantsNumber ? (await ask(session, request, token)).answer : first.answer;
}

async function ask(
  session: Session,
  request: HttpRequest,
  { accessToken, dpopKey }: BoundToken,
): Promise<{ answer: HttpResponse; wantsNumber: boolean }> {
  const oauth = await import("oauth4webapi");
  const DPoP = await handleOf(oauth, dpopKey);
  let answer: HttpResponse | undefined;
  const { method, url, headers } = request;
  try {
    // The body is ours to send: the library only makes the headers and reads those of the answer.
    const parts = [accessToken, method, new URL(url), new Headers(headers), null] as const;
    await oauth.protectedResourceRequest(...parts, {
      DPoP,
      async [oauth.customFetch](_, { headers: proven }) {
        answer = await session.fetch({ ...request, headers: proven });
        return new Response(null, { status: answer.status, headers: answer.headers });
      },
      // Which addresses may be asked, and how, is for the guarded fetch to say.
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- the check would come twice
      [oauth.allowInsecureRequests]: true,
    });
  } catch (error) {
    if (answer === undefined || !(error instanceof oauth.WWWAuthenticateChallengeError))
      throw error;
    return { answer, wantsNumber: oauth.isDPoPNonceError(error) };
  }
  if (answer === undefined) throw new Error("The library asked nothing");
  return { answer, wantsNumber: false };
}

async function handleOf(oauth: typeof Library, dpopKey: string): Promise<Library.DPoPHandle> {
  const known = handles.get(dpopKey);
  if (known !== undefined) return known;
  const [oldest] = handles.keys();
  if (oldest !== undefined && handles.size >= maxHandles) handles.delete(oldest);
  const handle = oauth.DPoP({}, await keyPairOf(dpopKey));
  handles.set(dpopKey, handle);
  return handle;
}
