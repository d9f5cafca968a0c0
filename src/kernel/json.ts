// JSON as a type: what may be stored in a jsonb column or sent over the wire.

export type Json = string | number | boolean | null | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}
