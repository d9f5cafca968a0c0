// What is set for one place: the template, what happens to a long caption, the marks on our links.

import { NativeSelect, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { withCampaign } from "#text/campaign.ts";
import type { CaptionRule } from "#api/contract/captions.ts";
import { campaignFields } from "./rules-draft.ts";
import type { RuleChange, Scope } from "./rules-draft.ts";
import { TemplateField } from "./TemplateField.tsx";

interface RuleFieldsProps {
  scope: Scope;
  rule: CaptionRule;
  /** What holds where nothing is set. */
  inherited: CaptionRule;
  /** The platform's built-in template; undefined: each platform has its own. */
  builtIn: string | undefined;
  variables: readonly string[];
  isReadOnly: boolean;
  onChange(change: RuleChange): void;
}

export function RuleFields(props: RuleFieldsProps) {
  const { scope, rule, inherited, builtIn, variables, isReadOnly, onChange } = props;
  return (
    <>
      <TemplateField
        template={rule.template ?? ""}
        inherited={inherited.template ?? builtIn}
        variables={variables}
        isReadOnly={isReadOnly}
        onChange={(template) => onChange({ template })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <NativeSelect
          label="A caption that is too long"
          {...(inherited.overflow === undefined && {
            description: "As usual: your own words become a thread, a template’s are shortened.",
            inputWrapperOrder: ["label", "input", "description"],
          })}
          value={rule.overflow ?? ""}
          data={[
            {
              value: "",
              label: inherited.overflow ? usual(overflowWords[inherited.overflow]) : "as usual",
            },
            { value: "thread", label: overflowWords.thread },
            { value: "shorten", label: overflowWords.shorten },
          ]}
          onChange={({ currentTarget: { value } }) =>
            onChange({ overflow: value === "thread" || value === "shorten" ? value : undefined })
          }
          disabled={isReadOnly}
        />
        <NativeSelect
          label="The posts of a thread"
          value={rule.isNumbered === undefined ? "" : String(rule.isNumbered)}
          data={[
            { value: "", label: usual(numberedWords(inherited.isNumbered ?? false)) },
            { value: "true", label: numberedWords(true) },
            { value: "false", label: numberedWords(false) },
          ]}
          onChange={({ currentTarget: { value } }) =>
            onChange({ isNumbered: value === "" ? undefined : value === "true" })
          }
          disabled={isReadOnly}
        />
      </SimpleGrid>
      <CampaignFields {...{ scope, rule, inherited, isReadOnly, onChange }} />
    </>
  );
}

const overflowWords = {
  thread: "becomes a thread",
  shorten: "is shortened",
};

function numberedWords(isNumbered: boolean): string {
  return isNumbered ? "are numbered" : "are not numbered";
}

function usual(words: string): string {
  return `as usual: ${words}`;
}

const exampleAddress = "https://example.org/a-post";

const campaignWords = {
  source: { label: "Source", hint: "newsletter" },
  medium: { label: "Medium", hint: "social" },
  campaign: { label: "Campaign", hint: "spring" },
  term: { label: "Term", hint: "" },
  content: { label: "Content", hint: "" },
};

type CampaignFieldsProps = Pick<
  RuleFieldsProps,
  "scope" | "rule" | "inherited" | "isReadOnly" | "onChange"
>;

function CampaignFields({ scope, rule, inherited, isReadOnly, onChange }: CampaignFieldsProps) {
  const { utm = {} } = rule;
  const isSet = Object.keys(utm).length > 0;
  return (
    <details className="sent" open={isSet}>
      <summary>Marks for statistics (UTM)</summary>
      <Stack gap="xs" mt={4}>
        <Text size="sm" c="dimmed">
          Added to the post’s own link, so that your site’s statistics tell where readers came from.
          {scope.platform !== undefined && " Set here, these replace all of the more general ones."}
        </Text>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
          {campaignFields.map((name) => (
            <TextInput
              key={name}
              size="xs"
              label={campaignWords[name].label}
              placeholder={inherited.utm?.[name] ?? campaignWords[name].hint}
              value={utm[name] ?? ""}
              onChange={({ currentTarget: { value } }) =>
                onChange({ utm: { ...utm, [name]: value } })
              }
              maxLength={200}
              autoComplete="off"
              spellCheck={false}
              readOnly={isReadOnly}
            />
          ))}
        </SimpleGrid>
        <Text size="sm" c="dimmed" className="as-written">
          {withCampaign(exampleAddress, isSet ? utm : (inherited.utm ?? {}))}
        </Text>
      </Stack>
    </details>
  );
}
