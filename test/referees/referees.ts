// The referees there are. The platforms' descriptions are not part of the project: where they do not
// lie beside the checkout, nobody judges, and one line says so.

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { laws } from "./laws.ts";
import { lexiconReferee, type LexiconReferee } from "./lexicons.ts";
import { openApiReferee } from "./openapi.ts";
import type { Referee } from "./referee.ts";

const specs = resolve(import.meta.dirname, "../../../shared/specs");
const lexicons = join(specs, "atproto/lexicons");

const isHere = existsSync(specs);
if (!isHere)
  console.log("The platforms' descriptions are not here: requests are not judged by them");

/** Documents are large: each is read once. */
const known = new Map<string, Promise<Referee | undefined>>();
let opened: Promise<LexiconReferee> | undefined;

/** Undefined where there is no description to judge by. */
export function refereeFor(platform: string): Promise<Referee | undefined> {
  const referee = known.get(platform) ?? find(platform);
  known.set(platform, referee);
  return referee;
}

/** Judges what is stored on AT Protocol servers, whichever way it gets there. */
export async function recordReferee(): Promise<LexiconReferee | undefined> {
  return isHere ? (opened ??= openLexicons()) : undefined;
}

async function find(platform: string): Promise<Referee | undefined> {
  if (platform === "bluesky") return recordReferee();
  const law = laws[platform];
  if (!isHere || law === undefined) return undefined;
  return openApiReferee(await readJson(join(specs, law.file)), law);
}

async function openLexicons(): Promise<LexiconReferee> {
  const names = await readdir(lexicons, { recursive: true });
  const files = names.filter((name) => name.endsWith(".json"));
  return lexiconReferee(await Promise.all(files.map((name) => readJson(join(lexicons, name)))));
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, "utf8"));
}
