import { describe, expect, it } from "vitest";
import { createSecretBox, SecretBoxError } from "#kernel/secret-box.ts";
import { openCredential, sealCredential } from "./credential.ts";

const box = createSecretBox(["a key for the tests"]);
const credential = { token: "s3cret ✓", refreshToken: "another" };

describe("a stored credential", () => {
  it("opens in its own row, and in no other", () => {
    const sealed = sealCredential(box, "1", credential);
    expect(openCredential(box, "1", sealed)).toEqual(credential);
    expect(() => openCredential(box, "2", sealed)).toThrow(SecretBoxError);
  });

  it("shows nothing of itself", () => {
    const sealed = sealCredential(box, "1", credential).toString("latin1");
    for (const text of ["s3cret", "another", "token"]) expect(sealed).not.toContain(text);
  });

  it("does not open with another key", () => {
    const other = createSecretBox(["another key for the tests"]);
    expect(() => openCredential(other, "1", sealCredential(box, "1", credential))).toThrow(
      "SECRET_KEY",
    );
  });
});
