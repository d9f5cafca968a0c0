// Checks that a connector need not pass, each with the reason: a fact about the platform, with where
// it is documented.

export const skips: readonly { platform: string; check: string; reason: string }[] = [];
