// How many cases a property of texts is tried on: 10,000 in CI, and few enough to wait for elsewhere.

export const caseCount = Number(process.env["TEXT_CASES"] ?? (process.env["CI"] ? 10_000 : 500));
