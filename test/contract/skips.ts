// Checks that a connector need not pass, each with the reason: a fact about the platform, with where
// it is documented.

export const skips: readonly { platform: string; check: string; reason: string }[] = [
  {
    ...{ platform: "linkedin", check: "waits for as long as the platform asks" },
    // https://learn.microsoft.com/linkedin/shared/api-guide/concepts/rate-limits (2026-11-25)
    reason: "LinkedIn does not say until when: its quotas end with the day in UTC.",
  },
  {
    ...{ platform: "threads", check: "waits for as long as the platform asks" },
    // https://developers.facebook.com/docs/threads/overview (2026-11-25)
    reason: "Threads does not say until when.",
  },
];

/** Paths at which a platform takes a token in the address alone, each with where that is documented. */
export const tokensInQueries: readonly RegExp[] = [
  // https://developers.facebook.com/docs/threads/get-started/long-lived-tokens (2026-11-25)
  /^\/(?:refresh_)?access_token\?/,
];
