// What the routes of accounts refuse by a code, in words that say what to do. Codes that are not here
// come with words that serve.

export const wordsByCode: Readonly<Record<string, string | undefined>> = {
  INVALID_EMAIL_OR_PASSWORD: "This e-mail address and this password do not belong together.",
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL:
    "There is an account with this e-mail address already. Sign in instead.",
  PASSWORD_TOO_SHORT: "A password needs at least 10 characters.",
  PASSWORD_TOO_LONG: "A password may have at most 128 characters.",
  VALIDATION_ERROR: "Look over what you entered: something there cannot be right.",
  INVALID_PASSWORD: "This is not your password.",
  PASSWORD_NEEDED: "This takes the password of your account. Reload the page to be asked for it.",
  INVALID_CODE: "This code is not right. Codes change every 30 seconds: enter the newest one.",
  INVALID_BACKUP_CODE: "This is none of your backup codes, or it was used before.",
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE:
    "Those were too many wrong codes. Enter your password once more.",
  INVALID_TWO_FACTOR_COOKIE: "That took too long. Enter your password once more.",
  ACCOUNT_TEMPORARILY_LOCKED:
    "Those were too many wrong codes. For the safety of your account, wait 15 minutes.",
  TOTP_ALREADY_ENABLED: "Two-factor sign-in is on already. Reload the page to see it.",
  CREDENTIAL_ACCOUNT_NOT_FOUND: "This account has no password yet.",
  FAILED_TO_UNLINK_LAST_ACCOUNT:
    "This is your only way to sign in. Set a password first, or link another account.",
  SESSION_NOT_FRESH: "You signed in more than a day ago. Sign out, sign in again, and do it then.",
  SESSION_EXPIRED: "You signed in more than a day ago. Sign out, sign in again, and do it then.",
  EMAIL_ALREADY_VERIFIED: "This address is confirmed already. Reload the page to see it.",
  PROVIDER_NOT_FOUND: "This server no longer offers that way to sign in. Reload the page.",
};

/** Why a provider has sent somebody back without signing them in or linking their account. */
const wordsByReturn: Readonly<Record<string, string | undefined>> = {
  access_denied: "You said no over there, so nothing was changed.",
  account_not_linked:
    "There is an account with this e-mail address already. Sign in with its password, then link the other one on your Profile.",
  email_not_found: "That account did not tell its e-mail address, and it takes one to sign in.",
  account_already_linked_to_different_user:
    "That account is linked to somebody else here, so it cannot be linked to you.",
  unable_to_link_account:
    "The e-mail address of that account is not confirmed over there. Confirm it there, then link it.",
  SIGN_UP_CLOSED: "Nobody else can sign up on this server.",
  INVITATION_NEEDED:
    "Signing up here takes an open invitation for that account's e-mail address. Follow the link in your invitation, or ask for a new one.",
  PROVIDER_ADDRESS_NOT_VERIFIED:
    "The e-mail address of that account is not confirmed over there. Confirm it there and come back.",
};

/** Of the address to which a provider sends people back; undefined where it tells of no trouble. */
export function returnTrouble(search: string): string | undefined {
  const query = new URLSearchParams(search);
  const code = query.get("error");
  if (code === null || query.has("verified")) return undefined;
  // Only our own words: anybody can make a link to this page that says anything.
  return wordsByReturn[code] ?? "That did not work. Try again.";
}
