// A way's own fields, drawn from its served description.

import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Auth, Platform } from "#api/contract/connections.ts";
import { fieldError } from "../../api.ts";
import { SandboxIcon } from "../../parts/icons.ts";

export interface WayFormProps {
  platform: Platform;
  way: Auth;
  onConnected(): void;
}

type Field = Auth["fields"][number];

export interface EntriesForm {
  entries: Readonly<Record<string, string>>;
  setEntry(name: string, value: string): void;
  /** What leads to the sandbox's account; null where there is nothing to fill in. */
  fillSandbox: (() => void) | null;
}

export function useEntries({ sandboxEntries }: Platform, { fields }: Auth): EntriesForm {
  const [entries, setEntries] = useState<Readonly<Record<string, string>>>({});
  const names = fields.map(({ name }) => name);
  const filled = Object.entries(sandboxEntries ?? {}).filter(([name]) => names.includes(name));
  return {
    entries,
    setEntry: (name, value) => setEntries((before) => ({ ...before, [name]: value })),
    fillSandbox: filled.length === 0 ? null : () => setEntries(Object.fromEntries(filled)),
  };
}

interface FieldInputsProps {
  fields: readonly Field[];
  form: EntriesForm;
  error: Error | null;
}

export function FieldInputs({ fields, form, error }: FieldInputsProps) {
  return fields.map((field) => (
    <FieldInput
      key={field.name}
      field={field}
      value={form.entries[field.name] ?? ""}
      onChange={(value) => form.setEntry(field.name, value)}
      error={fieldError(error, field.name)}
    />
  ));
}

export function SandboxButton({ form: { fillSandbox } }: { form: EntriesForm }) {
  if (fillSandbox === null) return null;
  return (
    <Button
      variant="default"
      leftSection={<SandboxIcon size={18} stroke={1.6} aria-hidden />}
      onClick={fillSandbox}
    >
      Use the sandbox account
    </Button>
  );
}

interface FieldInputProps {
  field: Field;
  value: string;
  onChange(value: string): void;
  error: string | undefined;
}

function FieldInput({ field, value, onChange, error }: FieldInputProps) {
  const { label, help, placeholder, required, secret } = field;
  const Input = secret ? PasswordInput : TextInput;
  return (
    <Input
      label={label}
      description={help}
      placeholder={placeholder}
      required={required}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      autoComplete="off"
      data-1p-ignore
      spellCheck={false}
    />
  );
}
