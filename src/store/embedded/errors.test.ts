import { expect, test } from "vitest";

import { DatabaseStartError, explainProgramFailure, explainSystemError } from "./errors.ts";

const dataDir = "/srv/data";

test.each([
  ["ENOSPC", "no space left on the device of the data directory /srv/data"],
  ["EDQUOT", "no space left"],
  ["EROFS", "read-only file system"],
  ["EACCES", "No permission to write in the data directory /srv/data"],
  ["EPERM", "root without root's powers"],
  ["ENOTDIR", "is a file"],
])("a file system's %s becomes advice and stays the cause", (code, said) => {
  const cause = Object.assign(new Error("refused"), { code });
  const explained = explainSystemError(cause, dataDir);
  expect(explained).toBeInstanceOf(DatabaseStartError);
  expect(explained).toMatchObject({ message: expect.stringContaining(said), cause });
});

test("an unknown error and one that is advice already pass unchanged", () => {
  for (const error of [
    new TypeError("a bug"),
    Object.assign(new Error("odd"), { code: "EMFILE" }),
    new DatabaseStartError("advice"),
    "text",
  ]) {
    expect(explainSystemError(error, dataDir)).toBe(error);
  }
});

test.each([
  [
    'FATAL:  could not write lock file "postmaster.pid": No space left on device',
    "no space left on the device",
  ],
  ["initdb: error: could not look up effective user ID 12345: user does not exist", "/etc/passwd"],
  [
    'FATAL:  data directory "/srv/data/postgres" has wrong ownership',
    "belong to another user or are open to others",
  ],
  [
    "postgres: error while loading shared libraries: libstdc++.so.6: cannot open shared object file",
    "needs glibc and libstdc++",
  ],
  [
    "FATAL:  could not map anonymous shared memory: Cannot allocate memory",
    "not enough memory to start PostgreSQL",
  ],
  [
    "FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use",
    "still finish their statements",
  ],
  ["setpriv: activate capabilities: Operation not permitted", "may not enter /srv/data"],
])("what a program said becomes advice: %s", (output, said) => {
  const error = explainProgramFailure({ what: "PostgreSQL could not start", output, dataDir });
  expect(error.message).toContain(said);
  expect(error.cause).toMatchObject({ message: output });
});

test("words that nobody foresaw are passed on, the last of them", () => {
  const output = Array.from({ length: 20 }, (_, line) => `line ${line}`).join("\n");
  const { message } = explainProgramFailure({ what: "It could not start", output, dataDir });
  expect(message).toMatch(/^It could not start\. It said:\nline 14\n/);
  expect(message).toMatch(/line 19$/);
});
