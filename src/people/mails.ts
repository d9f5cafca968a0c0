// What the product writes to people by e-mail about their accounts. Pure: sending is another room's.

export interface Mail {
  /** One address. */
  to: string;
  subject: string;
  paragraphs: readonly string[];
  /** What the mail is for: a link, which may be a secret. */
  action?: { label: string; url: string };
}

export function verificationMail(to: string, url: string): Mail {
  return {
    to,
    subject: "Confirm your e-mail address",
    paragraphs: [
      `An account at ${placeOf(url)} was made with this e-mail address. Confirm that the address is yours:`,
      "The link works for 24 hours. If you did not make the account, do not follow it: without it, nobody can use your address.",
    ],
    action: { label: "Confirm this address", url },
  };
}

export function newAddressMail(to: string, url: string): Mail {
  return {
    to,
    subject: "Confirm your new e-mail address",
    paragraphs: [
      `This is to become the e-mail address of your account at ${placeOf(url)}. Confirm that it is yours:`,
      "Sign in first, in the browser where you follow the link. It works for 24 hours, unless your password is changed meanwhile. Until you follow it, the earlier address stays. If you did not ask for this, do nothing.",
    ],
    action: { label: "Use this address", url },
  };
}

/** To the address that is about to be replaced, in case it was not its owner who asked. */
export function addressChangeMail(to: string, newAddress: string, publicUrl: string): Mail {
  return {
    to,
    subject: "Your e-mail address is about to change",
    paragraphs: [
      `Somebody who is signed in to your account at ${placeOf(publicUrl)}, presumably you, asked to change its e-mail address to ${newAddress}.`,
      "If it was not you, sign in, change your password and sign out everywhere else: that stops whoever it was.",
    ],
  };
}

export function passwordResetMail(to: string, url: string): Mail {
  return {
    to,
    subject: "Choose a new password",
    paragraphs: [
      `Somebody, presumably you, asked for a new password for your account at ${placeOf(url)}:`,
      "The link works once, for an hour. If you did not ask for this, do nothing: your password stays as it is.",
    ],
    action: { label: "Choose a new password", url },
  };
}

/** Which of many servers it is about. */
function placeOf(url: string): string {
  return `Broadside (${new URL(url).host})`;
}
