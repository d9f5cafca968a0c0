// Seals again, with the newest key, what two-factor sign-in keeps: without it, dropping an older key would
// lock people out.

import type { SealedAgain } from "#kernel/secret-box.ts";
import type { Database } from "#store/open.ts";
import { versionedKeys } from "./sign-in-keys.ts";

export async function sealTwoFactorsAgain(
  db: Database,
  secrets: readonly string[],
): Promise<SealedAgain> {
  const result: SealedAgain = { done: 0, lost: 0 };
  const [newest, ...older] = versionedKeys(secrets);
  if (newest === undefined || older.length === 0) return result;
  const { parseEnvelope, symmetricDecrypt, symmetricEncrypt } = await import("better-auth/crypto");
  const keys = new Map([newest, ...older].map(({ version, value }) => [version, value]));
  const key = { keys, currentVersion: newest.version };
  const again = async (data: string) =>
    symmetricEncrypt({ key, data: await symmetricDecrypt({ key, data }) });
  const rows = await db.selectFrom("twoFactors").select(["id", "secret", "backupCodes"]).execute();
  for (const { id, secret, backupCodes } of rows) {
    const versions = [secret, backupCodes].map((sealed) => parseEnvelope(sealed)?.version ?? -1);
    if (versions.every((version) => version === newest.version)) continue;
    if (!versions.every((version) => keys.has(version))) {
      result.lost += 1;
      continue;
    }
    await db
      .updateTable("twoFactors")
      .set({ secret: await again(secret), backupCodes: await again(backupCodes) })
      .where("id", "=", id)
      // A code that was used meanwhile stays used.
      .where("backupCodes", "=", backupCodes)
      .execute();
    result.done += 1;
  }
  return result;
}
