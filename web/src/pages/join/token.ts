// The token of an invitation: it comes behind the hash of the link, which browsers tell nobody, and is
// kept for the tab, so that signing in elsewhere can lead back here. It goes into no other address.

const storageKey = "broadside.invitation";

/** Empty when there is none. */
export function takeToken(hash: string): string {
  if (hash !== "") sessionStorage.setItem(storageKey, hash);
  return hash === "" ? (sessionStorage.getItem(storageKey) ?? "") : hash;
}

/** It has been used. */
export function forgetToken(): void {
  sessionStorage.removeItem(storageKey);
}
