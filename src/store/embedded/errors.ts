// Trouble that keeps the embedded database from starting, told so that a person can act on it:
// what happened, and what to do. Everything else is a bug and passes through unchanged.

const elsewhere = "or set DATABASE_URL to a PostgreSQL of your own";

/** The embedded database cannot start; the message says why and what to do. */
export class DatabaseStartError extends Error {
  override readonly name = "DatabaseStartError";
}

/** Turns a file system's refusal into advice; any other error comes back as it was. */
export function explainSystemError(error: unknown, dataDir: string): unknown {
  if (error instanceof DatabaseStartError || !(error instanceof Error)) return error;
  const advice = systemAdvice("code" in error ? error.code : undefined, dataDir);
  return advice === undefined ? error : new DatabaseStartError(advice, { cause: error });
}

function systemAdvice(code: unknown, dataDir: string): string | undefined {
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return noSpace(dataDir);
    case "EROFS":
      return `The data directory ${dataDir} is on a read-only file system. Point DATA_DIR at a writable place, ${elsewhere}.`;
    case "EPERM":
      return `This process may not give files in ${dataDir} to the account that PostgreSQL runs as: it is root without root's powers, as in a container that drops them. Start as an ordinary user, ${elsewhere}.`;
    case "EACCES":
      return `No permission to write in the data directory ${dataDir}. Make this process's user its owner, point DATA_DIR at a directory of that user, ${elsewhere}.`;
    case "ENOTDIR":
      return `The data directory ${dataDir}, or a part of its path, is a file. Move it away or point DATA_DIR elsewhere.`;
    default:
      return undefined;
  }
}

interface ProgramFailure {
  /** What was tried, as the start of a sentence: "PostgreSQL could not start". */
  what: string;
  /** What PostgreSQL's program said. */
  output: string;
  dataDir: string;
  cause?: unknown;
}

/** Turns what one of PostgreSQL's programs said before it gave up into advice. */
export function explainProgramFailure(failure: ProgramFailure): DatabaseStartError {
  const known = programAdvice.find(([pattern]) => pattern.test(failure.output));
  const said = failure.output.trim().split("\n").slice(-6).join("\n");
  const message =
    known === undefined
      ? `${failure.what}. It said:\n${said === "" ? "(nothing)" : said}`
      : known[1](failure.dataDir);
  return new DatabaseStartError(message, { cause: failure.cause ?? new Error(said) });
}

const programAdvice: readonly [RegExp, (dataDir: string) => string][] = [
  [/No space left on device|Disk quota exceeded/, noSpace],
  [
    /could not look up effective user ID/,
    () =>
      `PostgreSQL cannot create a database under uid ${process.getuid?.()}, because this uid has no entry in /etc/passwd. Start as a named user once (an existing data directory opens under any uid), ${elsewhere}.`,
  ],
  [
    /pre-existing shared memory block/,
    (dataDir) =>
      `A PostgreSQL on ${dataDir} was killed, and some of its processes still finish their statements. Wait for them, or end the processes named "postgres: broadside", and start again.`,
  ],
  [
    /setpriv: /,
    (dataDir) =>
      `PostgreSQL refuses to run as root, and the account it would run as may not enter ${dataDir}. Start as an ordinary user, point DATA_DIR at a place every user may enter (such as /var/lib/broadside), ${elsewhere}.`,
  ],
  [
    /has wrong ownership|has invalid permissions|could not access directory|could not open file "[^"]*": Permission denied/,
    (dataDir) =>
      `PostgreSQL may not use its files in ${dataDir}: they belong to another user or are open to others. Give them back to one user (chown -R) and start as that user or as root.`,
  ],
  [
    /error while loading shared libraries|version `\w+_[\d.]+' not found|Library not loaded/,
    () =>
      `The embedded PostgreSQL lacks a library of this system (it needs glibc and libstdc++). Install it, ${elsewhere}.`,
  ],
  [
    /Cannot allocate memory|could not create shared memory|could not map anonymous shared memory/,
    () =>
      `There is not enough memory to start PostgreSQL, which takes about 90 MB at its start. Free some, ${elsewhere}.`,
  ],
];

function noSpace(dataDir: string): string {
  return `There is no space left on the device of the data directory ${dataDir}. Free some (100 MB is enough to start) and start again; what was saved before is safe.`;
}
