import { afterAll, beforeEach, expect, test } from "vitest";
import { minutes, plus } from "#kernel/clock.ts";
import { totpCode } from "#test/totp.ts";
import { sealTwoFactorsAgain } from "./seal-again.ts";
import type { Visitor } from "./testing/accounts.ts";
import { ada, codeOf, openAccounts, signUp, visit } from "./testing/accounts.ts";

interface Enabled {
  totpURI: string;
  backupCodes: string[];
}

const accounts = await openAccounts();
const { db } = accounts.store;
const auth = accounts.open();
const { password } = ada;
let visitor: Visitor;

afterAll(() => accounts[Symbol.asyncDispose]());

beforeEach(async () => {
  await accounts.clear();
  visitor = await signUp(auth, ada);
});

test("it is on once a first code was right", async () => {
  const { totpURI, backupCodes } = await begin();
  expect(totpURI).toMatch(/^otpauth:\/\/totp\/Broadside:ada%40example\.org\?.*issuer=Broadside/);
  expect(new Set(backupCodes).size).toBe(10);
  expect((await visitor.session())?.user.twoFactorEnabled).toBe(false);
  expect((await visit(auth).post("/sign-in/email", ada)).status).toBe(200);

  const wrong = await visitor.post("/two-factor/verify-totp", { code: wrongCode(totpURI) });
  expect(await codeOf(wrong)).toBe("401 INVALID_CODE");
  const right = await visitor.post("/two-factor/verify-totp", { code: totpCode(totpURI) });
  expect(right.status).toBe(200);
  expect((await visitor.session())?.user.twoFactorEnabled).toBe(true);
});

test("secret and backup codes are not kept in the clear", async () => {
  const { totpURI, backupCodes } = await begin();
  const stored = JSON.stringify(await db.selectFrom("twoFactors").selectAll().execute());
  expect(stored).not.toContain(new URL(totpURI).searchParams.get("secret"));
  for (const code of backupCodes) expect(stored).not.toContain(code);
});

test("beginning takes the password", async () => {
  const wrong = await visitor.post("/two-factor/enable", { password: "wrong horses" });
  expect(await codeOf(wrong)).toBe("400 INVALID_PASSWORD");
  expect((await visit(auth).post("/two-factor/enable", { password })).status).toBe(401);
});

test("signing in by password then takes a code, and no session exists before it", async () => {
  const { totpURI } = await enable();
  const browser = visit(auth);
  const first = await browser.post("/sign-in/email", ada);
  expect(await first.json()).toEqual({ twoFactorRedirect: true, twoFactorMethods: ["totp"] });
  expect(await browser.session()).toBeUndefined();

  const wrong = await browser.post("/two-factor/verify-totp", { code: wrongCode(totpURI) });
  expect(await codeOf(wrong)).toBe("401 INVALID_CODE");
  expect(await browser.session()).toBeUndefined();
  const right = await browser.post("/two-factor/verify-totp", { code: totpCode(totpURI) });
  expect(right.status).toBe(200);
  expect((await browser.session())?.user.name).toBe("Ada");
});

test("a code without the password before it is worth nothing", async () => {
  const { totpURI } = await enable();
  const code = totpCode(totpURI);
  const answer = await visit(auth).post("/two-factor/verify-totp", { code });
  expect(await codeOf(answer)).toBe("401 INVALID_TWO_FACTOR_COOKIE");
});

test("after five wrong codes the password is asked again", async () => {
  const { totpURI } = await enable();
  const browser = visit(auth);
  await browser.post("/sign-in/email", ada);
  for (let tries = 0; tries < 5; tries += 1) {
    await browser.post("/two-factor/verify-totp", { code: wrongCode(totpURI) });
  }
  const sixth = await browser.post("/two-factor/verify-totp", { code: totpCode(totpURI) });
  expect(await codeOf(sixth)).toBe("400 TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE");
  const next = await browser.post("/two-factor/verify-totp", { code: totpCode(totpURI) });
  expect(await codeOf(next)).toBe("401 INVALID_TWO_FACTOR_COOKIE");
});

test("guessing from many addresses locks the account for a while", async () => {
  const { totpURI } = await enable();
  for (let round = 0; round < 2; round += 1) {
    const guesser = visit(auth);
    await guesser.post("/sign-in/email", ada);
    for (let tries = 0; tries < 5; tries += 1) {
      await guesser.post("/two-factor/verify-totp", { code: wrongCode(totpURI) });
    }
  }
  const browser = visit(auth);
  await browser.post("/sign-in/email", ada);
  const answer = await browser.post("/two-factor/verify-totp", { code: totpCode(totpURI) });
  expect(await codeOf(answer)).toBe("429 ACCOUNT_TEMPORARILY_LOCKED");
});

test("attempts are counted by address as well", async () => {
  const browser = visit(auth);
  const statuses = [];
  for (let tries = 0; tries < 11; tries += 1) {
    statuses.push((await browser.post("/two-factor/verify-totp", { code: "000000" })).status);
  }
  expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
});

test("a backup code stands in for one, once", async () => {
  const { backupCodes } = await enable();
  const [code] = backupCodes;
  for (const status of ["200", "401 INVALID_BACKUP_CODE"]) {
    const browser = visit(auth);
    await browser.post("/sign-in/email", ada);
    expect(await codeOf(await browser.post("/two-factor/verify-backup-code", { code }))).toBe(
      status,
    );
    expect((await browser.session()) !== undefined).toBe(status === "200");
  }
});

test("an older key may go once everything is sealed with the newest", async () => {
  const { totpURI, backupCodes } = await enable();
  const older = "a secret of this test";
  const newer = "another secret of this test";
  expect(await sealTwoFactorsAgain(db, [older])).toEqual({ done: 0, lost: 0 });
  expect(await sealTwoFactorsAgain(db, [newer, "a third secret"])).toEqual({ done: 0, lost: 1 });
  expect(await sealTwoFactorsAgain(db, [newer, older])).toEqual({ done: 1, lost: 0 });
  expect(await sealTwoFactorsAgain(db, [newer, older])).toEqual({ done: 0, lost: 0 });

  const later = accounts.open({ secrets: [newer] });
  const byCode = visit(later);
  await byCode.post("/sign-in/email", ada);
  const right = await byCode.post("/two-factor/verify-totp", { code: totpCode(totpURI) });
  expect(right.status).toBe(200);
  const byBackup = visit(later);
  await byBackup.post("/sign-in/email", ada);
  const [code] = backupCodes;
  expect((await byBackup.post("/two-factor/verify-backup-code", { code })).status).toBe(200);
});

test("new backup codes replace the old ones", async () => {
  const { backupCodes: old } = await enable();
  const answer = await visitor.post("/two-factor/generate-backup-codes", { password });
  const { backupCodes } = (await answer.json()) as Enabled;
  expect(backupCodes).toHaveLength(10);
  const browser = visit(auth);
  await browser.post("/sign-in/email", ada);
  const refused = await browser.post("/two-factor/verify-backup-code", { code: old[0] });
  expect(refused.status).toBe(401);
  const taken = await browser.post("/two-factor/verify-backup-code", { code: backupCodes[0] });
  expect(taken.status).toBe(200);
});

test("a trusted device is not asked again", async () => {
  const { totpURI } = await enable();
  const browser = visit(auth);
  await browser.post("/sign-in/email", ada);
  await browser.post("/two-factor/verify-totp", { code: totpCode(totpURI), trustDevice: true });
  await browser.post("/sign-out");
  expect(await browser.session()).toBeUndefined();
  await browser.post("/sign-in/email", ada);
  expect(await browser.session()).toBeDefined();
});

test("it goes off with the password, and signing in takes no code any more", async () => {
  await enable();
  const wrong = await visitor.post("/two-factor/disable", { password: "wrong horses" });
  expect(await codeOf(wrong)).toBe("400 INVALID_PASSWORD");
  expect((await visitor.post("/two-factor/disable", { password })).status).toBe(200);
  expect((await visitor.session())?.user.twoFactorEnabled).toBe(false);
  const browser = visit(auth);
  await browser.post("/sign-in/email", ada);
  expect(await browser.session()).toBeDefined();
  expect(await db.selectFrom("twoFactors").select("id").execute()).toEqual([]);
});

async function begin(): Promise<Enabled> {
  const answer = await visitor.post("/two-factor/enable", { password });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Enabled;
}

async function enable(): Promise<Enabled> {
  const enabled = await begin();
  const code = totpCode(enabled.totpURI);
  expect((await visitor.post("/two-factor/verify-totp", { code })).status).toBe(200);
  return enabled;
}

/** None of the codes of the minutes around now. */
function wrongCode(uri: string): string {
  const near = new Set(
    [-2, -1, 0, 1, 2].map((n) => totpCode(uri, plus(new Date(), minutes(n / 2)))),
  );
  return (
    ["000000", "111111", "222222", "333333", "444444", "555555"].find((code) => !near.has(code)) ??
    "666666"
  );
}
