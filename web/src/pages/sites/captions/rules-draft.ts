// The caption rules of a site while they are changed. What is not set at a place is as it is at the
// more general one.

import type { CaptionRule, SiteCaptions } from "#api/contract/captions.ts";

/** Where a rule holds: everywhere ("default"), at a platform, at a connection. */
export interface Scope {
  key: string;
  /** Undefined: everywhere. */
  platform: string | undefined;
  isConnection: boolean;
}

export type CaptionRules = SiteCaptions["rules"];
export type CaptionsDraft = Pick<SiteCaptions, "rules" | "voice">;

/** Undefined: as it is at the more general place. */
export type RuleChange = { [Name in keyof CaptionRule]: CaptionRule[Name] | undefined };

export const everywhere: Scope = { key: "default", platform: undefined, isConnection: false };

export function withRule(rules: CaptionRules, key: string, change: RuleChange): CaptionRules {
  const rule = tidy({ ...rules[key], ...change });
  const { [key]: _before, ...others } = rules;
  return Object.keys(rule).length === 0 ? others : { ...others, [key]: rule };
}

/** What holds at a place when nothing is set there. */
export function inheritedRule(rules: CaptionRules, { platform, isConnection }: Scope): CaptionRule {
  if (platform === undefined) return {};
  return { ...rules["default"], ...(isConnection && rules[platform]) };
}

export function isSame(one: CaptionsDraft, other: CaptionsDraft): boolean {
  return written(one) === written(other);
}

/** As it is saved. */
export function toSave({ rules, voice }: CaptionsDraft): CaptionsDraft {
  const tidied = Object.entries(rules).map(([key, rule]) => [key, tidy(rule)] as const);
  return {
    rules: Object.fromEntries(tidied.filter(([, rule]) => Object.keys(rule).length > 0)),
    voice: voice.trim(),
  };
}

export const campaignFields = ["source", "medium", "campaign", "term", "content"] as const;

function tidy({ template = "", overflow, isNumbered, utm }: RuleChange): CaptionRule {
  const campaign = tidyCampaign(utm ?? {});
  return {
    ...(template.trim() !== "" && { template }),
    ...(overflow !== undefined && { overflow }),
    ...(isNumbered !== undefined && { isNumbered }),
    ...(Object.keys(campaign).length > 0 && { utm: campaign }),
  };
}

type Campaign = NonNullable<CaptionRule["utm"]>;

function tidyCampaign(utm: Campaign): Campaign {
  const set = campaignFields.flatMap((name) => {
    const value = utm[name] ?? "";
    return value === "" ? [] : [[name, value] as const];
  });
  return Object.fromEntries(set);
}

/** The same text for the same rules, in whatever order they stand. */
function written(draft: CaptionsDraft): string {
  const { rules, voice } = toSave(draft);
  return JSON.stringify([Object.entries(rules).sort(([a], [b]) => (a < b ? -1 : 1)), voice]);
}
