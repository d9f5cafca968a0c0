// What a connector says about its platform: complete, consistent, and each number with its source.

import type { About, Auth, FileLimits, Limits, Source } from "#connector/about.ts";
import type { OAuth2Auth } from "#connector/oauth.ts";
import { days } from "#kernel/clock.ts";
import { connect, entriesOf, openRig } from "../rig.ts";
import { type Check, type Flaw, unless } from "../subject.ts";

/**
 * When the sources of all limits were last looked through, moved on by whoever does it again: a source
 * that was passed over then fails there and then, and not on a morning when nobody touched anything.
 */
const reviewedOn = "2026-11-22";
const maxSourceAgeMs = days(180);

export const description: Check = {
  name: "describes its platform whole, with a source for each number",
  async findFlaws(subject) {
    const { about, auth, options, limits } = subject.connector;
    await using rig = await openRig(subject);
    const { account } = await connect(rig);
    const { kind } = account;
    return [
      ...ofAbout(about),
      ...ofNames(
        "way to connect",
        auth.map(({ id }) => ({ name: id })),
      ),
      ...ofAuth(subject.auth, entriesOf(rig)),
      ...ofEntries(auth, rig.served.fake.entries),
      ...ofNames("option", options),
      ...ofLimits(limits(account)),
      ...unless(about.accountKinds.includes(kind), `it connects a ${kind}, which is not declared`),
    ];
  },
};

function ofAbout({ id, name, origins, web }: About): Flaw[] {
  const addresses = Object.entries({ ...origins, web });
  const isOrigin = (text: string) => text.startsWith("https:") && URL.parse(text)?.origin === text;
  return [
    ...unless(/^[a-z][a-z0-9-]*$/.test(id), `"${id}" is no id: lower case, digits and hyphens`),
    ...unless(name !== "", "it has no name"),
    ...addresses
      .filter(([, address]) => !isOrigin(address))
      .map(([key, address]) => `its origin ${key}, ${address}, is not like https://example.org`),
  ];
}

function ofAuth(auth: Auth, entries: Readonly<Record<string, string>>): Flaw[] {
  const { fields, permits, label } = auth;
  const unmet = fields.filter(({ name, required }) => required && !entries[name]);
  return [
    ...ofNames("field", fields),
    ...fields
      .filter(({ label, help }) => label === "" || help === "")
      .map(({ name }) => `the field ${name} lacks a label or help`),
    ...unless(permits !== "", "it does not say what a connection permits"),
    ...unless(label !== "", "a way to connect has no name"),
    ...(auth.kind === "oauth2" ? ofScopes(auth) : []),
    ...unmet.map(({ name }) => `its fake is entered without the required ${name}`),
  ];
}

function ofScopes({ scopes }: OAuth2Auth): Flaw[] {
  return [
    ...unless(scopes.length > 0, "it asks for no scope"),
    ...ofNames("scope", scopes),
    ...scopes
      .filter(({ reason }) => !reason.endsWith("."))
      .map(({ name }) => `the scope ${name} has no reason in a sentence`),
  ];
}

function ofEntries(ways: readonly Auth[], entries: Readonly<Record<string, string>>): Flaw[] {
  const names = ways.flatMap(({ fields }) => fields.map(({ name }) => name));
  return Object.keys(entries)
    .filter((name) => !names.includes(name))
    .map((name) => `its fake is entered by ${name}, which is no field`);
}

function ofNames(what: string, list: readonly { name: string }[]): Flaw[] {
  const names = list.map(({ name }) => name);
  return names
    .filter((name, index) => names.indexOf(name) !== index)
    .map((name) => `two of its ${what}s are called ${name}`);
}

function ofLimits({ text, images, thread, card }: Limits): Flaw[] {
  const sources = [...text, images, ...(card ? [card] : [])].map(({ source }) => source);
  const sizes = [
    ...[...text, images.maxAltLength].map(({ max }) => max),
    ...[images.maxCount, thread?.maxSegments ?? 1],
    ...[images, ...(card ? [card.thumbnail] : [])].flatMap(ofFile),
  ];
  return [
    ...unless(text.length > 0, "it has no limit for texts"),
    ...unless(
      sizes.every((size) => Number.isSafeInteger(size) && size > 0),
      "a limit is not a whole number above zero",
    ),
    ...sources.flatMap(ofSource),
  ];
}

function ofFile({ maxBytes, maxSidePx, mediaTypes }: FileLimits): number[] {
  return [maxBytes, maxSidePx, mediaTypes.length];
}

function ofSource({ url, checkedOn }: Source): Flaw[] {
  const ageMs = Math.abs(Date.parse(reviewedOn) - Date.parse(checkedOn));
  return [
    ...unless(URL.parse(url)?.protocol === "https:", `a source is no address: ${url}`),
    ...unless(isDate(checkedOn), `${url} was checked on ${checkedOn}, which is no date`),
    ...unless(!(ageMs > maxSourceAgeMs), `${url} was checked on ${checkedOn}: look again`),
  ];
}

function isDate(text: string): boolean {
  const instant = new Date(text);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(`${text}T`);
}
