// What admins set of a site. Only what was changed is sent.

import { Box, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Site } from "#api/contract/sites.ts";
import { fieldError, patch } from "../../api.ts";
import { SaveBar } from "../../parts/SaveBar.tsx";
import { Section } from "../../parts/Section.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { sitesQuery } from "../../queries.ts";
import { toWebAddress } from "../../web-address.ts";
import type { Settings, SettingsDraft } from "./site-settings.ts";
import { languageChoices, timeIn, timeZoneChoices } from "./site-settings.ts";

const maxUndoMinutes = 60;

export function SiteSettings({ site }: { site: Site }) {
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<Partial<SettingsDraft>>({});
  const shown: SettingsDraft = { ...settingsOf(site), ...draft };
  const changed = changesOf(site, shown);
  const saving = useMutation({
    mutationFn: () => patch<Site>(`/sites/${site.id}`, changed),
    onSuccess: (saved) => {
      queryClient.setQueryData(sitesQuery.queryKey, (before) =>
        before?.map((each) => (each.id === saved.id ? saved : each)),
      );
      setDraft({});
      return queryClient.invalidateQueries(sitesQuery);
    },
  });
  function change(part: Partial<SettingsDraft>) {
    saving.reset();
    setDraft((before) => ({ ...before, ...part }));
  }
  const isDirty = Object.keys(changed).length > 0;
  const problemOf = (field: keyof Settings) => fieldError(saving.error, field);
  const namesField = fields.some((field) => problemOf(field) !== undefined);
  return (
    <Section title="Settings">
      <Box
        component="form"
        className="sheet"
        p="md"
        onSubmit={(event) => {
          event.preventDefault();
          if (isDirty) saving.mutate();
        }}
      >
        <Stack>
          <SettingsFields shown={shown} change={change} problemOf={problemOf} />
          {!namesField && <Trouble error={saving.error} />}
          <SaveBar
            save="Save settings"
            isDirty={isDirty}
            isPending={saving.isPending}
            isSaved={saving.isSuccess}
            onDiscard={() => {
              saving.reset();
              setDraft({});
            }}
          />
        </Stack>
      </Box>
    </Section>
  );
}

interface SettingsFieldsProps {
  shown: SettingsDraft;
  change(part: Partial<SettingsDraft>): void;
  problemOf(field: keyof Settings): string | undefined;
}

function SettingsFields({ shown, change, problemOf }: SettingsFieldsProps) {
  const { name, url, timeZone, language, undoMinutes } = shown;
  return (
    <>
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => change({ name: event.currentTarget.value })}
        error={problemOf("name")}
        maxLength={200}
        required
      />
      <TextInput
        label="Address"
        description="Where its readers find it, if it stands elsewhere"
        placeholder="https://example.org"
        inputMode="url"
        value={url ?? ""}
        onChange={(event) => change({ url: event.currentTarget.value })}
        error={problemOf("url")}
      />
      <Select
        label="Time zone"
        description={`For the dates of its posts; it is now ${timeIn(timeZone, new Date())} there`}
        data={timeZoneChoices(timeZone)}
        value={timeZone}
        onChange={(value) => value !== null && change({ timeZone: value })}
        error={problemOf("timeZone")}
        searchable
        allowDeselect={false}
        nothingFoundMessage="No such time zone"
        maxDropdownHeight={260}
      />
      <Select
        label="Language"
        description="What its posts are written in; public pages and feeds say so"
        placeholder="None in particular"
        data={languageChoices(language)}
        value={language}
        onChange={(value) => change({ language: value })}
        error={problemOf("language")}
        searchable
        clearable
        clearButtonProps={{ "aria-label": "No language in particular" }}
        nothingFoundMessage="No such language"
        maxDropdownHeight={260}
      />
      <NumberInput
        label="Undo time, in minutes"
        description="After Save, a new post waits this long before it is shared, and sharing it can be undone. 0 shares it at once; 60 is the longest."
        value={undoMinutes}
        onChange={(value) => change({ undoMinutes: value === "" ? "" : Number(value) })}
        error={problemOf("undoMinutes")}
        min={0}
        max={maxUndoMinutes}
        allowDecimal={false}
        allowNegative={false}
        required
        styles={{ wrapper: { maxWidth: 140 } }}
      />
    </>
  );
}

const fields = ["name", "url", "timeZone", "language", "undoMinutes"] as const;

function settingsOf({ name, url, timeZone, language, undoMinutes }: Site): Settings {
  return { name, url, timeZone, language, undoMinutes };
}

function changesOf(site: Site, shown: SettingsDraft): Partial<SettingsDraft> {
  const wanted = { ...shown, name: shown.name.trim(), url: toWebAddress(shown.url ?? "") };
  const changed = fields.filter((field) => wanted[field] !== site[field]);
  return Object.fromEntries(changed.map((field) => [field, wanted[field]]));
}
