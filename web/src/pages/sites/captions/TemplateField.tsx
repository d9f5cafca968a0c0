// A template, with its variables to insert and the word that is wrong in it, told at once.

import { Button, Group, Text, Textarea } from "@mantine/core";
import { useRef } from "react";
import { flushSync } from "react-dom";
import { templateProblem } from "../../posts/template-problem.ts";

interface TemplateFieldProps {
  template: string;
  /** What holds where it is empty; undefined: what each platform has built in. */
  inherited: string | undefined;
  /** Without braces. */
  variables: readonly string[];
  isReadOnly: boolean;
  onChange(template: string): void;
}

export function TemplateField(props: TemplateFieldProps) {
  const { template, inherited, variables, isReadOnly, onChange } = props;
  const field = useRef<HTMLTextAreaElement>(null);

  /** Where the cursor is, in place of what is marked. */
  function insert(text: string) {
    const { selectionStart: from, selectionEnd: to } = field.current ?? {
      ...{ selectionStart: template.length, selectionEnd: template.length },
    };
    flushSync(() => onChange(template.slice(0, from) + text + template.slice(to)));
    field.current?.focus();
    field.current?.setSelectionRange(from + text.length, from + text.length);
  }

  return (
    <div>
      <Textarea
        ref={field}
        label="Template"
        placeholder={inherited ?? "Empty: each platform’s own template"}
        value={template}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={templateProblem(template)}
        readOnly={isReadOnly}
        autosize
        minRows={5}
        maxRows={20}
        spellCheck={false}
      />
      {!isReadOnly && (
        <>
          <Group gap={6} mt={6} role="group" aria-label="Insert into the template">
            {variables.map((name) => (
              <Button
                key={name}
                size="compact-xs"
                variant="default"
                ff="monospace"
                aria-label={`Insert ${name}`}
                onClick={() => insert(`{{${name}}}`)}
              >
                {`{{${name}}}`}
              </Button>
            ))}
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => insert("{{#url}}Read more: {{url}}{{/url}}")}
            >
              Only with a link …
            </Button>
          </Group>
          <Group gap="xs" mt={4}>
            <Text size="sm" c="dimmed">
              A line whose variables are all empty is left out, and so is a block, from {"{{#url}}"}{" "}
              to {"{{/url}}"}, whose variable is empty.
            </Text>
            {template === "" && inherited !== undefined && (
              <Button size="compact-sm" variant="subtle" onClick={() => onChange(inherited)}>
                Start from the usual one
              </Button>
            )}
          </Group>
        </>
      )}
    </div>
  );
}
