// An account's address is proven by whoever reads its mail. Until then anybody may have made the
// account, so what they could have left behind as a back door goes.

import type { Database } from "#store/open.ts";

export async function proveAddress(db: Database, userId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const proven = await tx
      .updateTable("users")
      .set({ emailVerified: true })
      .where("id", "=", userId)
      .where("emailVerified", "=", false)
      .returning("isOperator")
      .executeTakeFirst();
    // Nobody was there before the operator to make an account in the operator's name.
    if (proven === undefined || proven.isOperator) return;
    await tx
      .deleteFrom("signInMethods")
      .where("userId", "=", userId)
      .where("providerId", "!=", "credential")
      .execute();
    await tx.deleteFrom("apiKeys").where("userId", "=", userId).execute();
    await tx.deleteFrom("twoFactors").where("userId", "=", userId).execute();
    await tx
      .updateTable("users")
      .set({ twoFactorEnabled: false })
      .where("id", "=", userId)
      .execute();
  });
}
