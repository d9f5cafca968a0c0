// Tells trouble of the database that passes from a mistake in what was asked of it.

/**
 * SQLSTATE classes: connection, transaction rollback, insufficient resources, operator intervention,
 * system error; and the time limit of an idle transaction.
 * https://www.postgresql.org/docs/18/errcodes-appendix.html (2026-11)
 */
const passingStates = /^(?:08...|40...|53...|57P..|58...|25P03)$/;
const networkCodes = /^(?:ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/;
// pg 8.23.1 has no codes for its own errors (lib/client.js, pg-pool/index.js).
const brokenConnection =
  /^(?:Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect)/;

/** The database was away or undid the work: the same may succeed when it is tried again. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (!("code" in error) || typeof error.code !== "string") {
    return brokenConnection.test(error.message);
  }
  const { code } = error;
  // A Unix socket whose server is away is a missing file.
  const isMissingSocket = code === "ENOENT" && "syscall" in error && error.syscall === "connect";
  return passingStates.test(code) || networkCodes.test(code) || isMissingSocket;
}
