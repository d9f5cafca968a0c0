// Identifiers: UUIDv7, so that ids sort by the time they were made.

import { v7 } from "uuid";

/** A new time-ordered id. */
export function newId(): string {
  return v7();
}

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text from outside can be an id of ours at all. */
export function isId(text: string): boolean {
  return uuidShape.test(text);
}
