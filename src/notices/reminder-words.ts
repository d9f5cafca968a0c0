// The words of a reminder, in the dashboard and by e-mail. Pure.

import type { Mail } from "#people/mails.ts";
import { instantInWords } from "./in-words.ts";

export type Stage = "week" | "day" | "ended";

export interface Reminder {
  stage: Stage;
  /** Of one authorisation. */
  accounts: readonly string[];
  platform: string;
  /** What the platform said, where it refused. */
  reason: string | null;
  /** In the user's time zone, with its name; null where no end was known. */
  endsOn: string | null;
  /** Where to connect again. */
  url: string;
}

export function endingOf(
  endsAt: Date | null,
  timeZone: string,
  now: Date,
): Pick<Reminder, "endsOn"> {
  if (endsAt === null || endsAt < now) return { endsOn: null };
  return { endsOn: instantInWords(endsAt, timeZone) };
}

export function noticeOf(reminder: Reminder): string {
  const { stage, reason } = reminder;
  const who = whoOf(reminder);
  if (stage === "ended") {
    const why = reason === null ? "" : ` ${reason}`;
    return `${who} cannot be posted to any more.${why} Connect again; what waits goes out then.`;
  }
  return `${who} can be posted to until ${reminder.endsOn ?? "soon"}. Connect again before that.`;
}

export function mailOf(reminder: Reminder, to: string): Mail {
  const { stage, platform, url, reason } = reminder;
  const who = whoOf(reminder);
  const action = { label: `Connect ${platform} again`, url };
  if (stage === "ended") {
    const paragraphs = [
      `Broadside cannot post to ${who} any more: the permission you gave has ended.`,
      ...(reason === null ? [] : [reason]),
      "Posts that go there wait, and are sent as soon as you have connected again. Nothing is lost.",
    ];
    return { to, subject: `${platform}: connect again`, paragraphs, action };
  }
  const when = stage === "day" ? "tomorrow" : "in a week";
  return {
    ...{ to, subject: `${platform}: the permission to post ends ${when}`, action },
    paragraphs: [
      `Broadside can post to ${who} until ${reminder.endsOn ?? "soon"}. ${platform} does not let us prolong that without you.`,
      "It takes a minute: sign in there once more, and everything stays as it is.",
    ],
  };
}

function whoOf({ accounts, platform }: Reminder): string {
  return `${accounts.join(", ")} on ${platform}`;
}
