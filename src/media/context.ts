// What the functions of this room need from outside; app.ts puts it together.

import type { Clock } from "#kernel/clock.ts";
import type { Http } from "#kernel/http/fetch.ts";

export interface MediaContext {
  /** Absolute path of the folder that holds the bytes; made when first needed. */
  mediaDir: string;
  http: Http;
  clock: Clock;
}
