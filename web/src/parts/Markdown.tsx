// The Markdown of a connector's setup page: headings, paragraphs, lists, code, bold and italic. It is
// the product's own text; anything else in it is shown as it is written.

import { Code, Typography } from "@mantine/core";
import { Fragment } from "react";
import type { ReactNode } from "react";

type Block =
  | { kind: "heading" | "paragraph" | "code"; text: string }
  | { kind: "bullets" | "numbers"; items: string[] };

const blockStart = /^(?:#{1,6} |[-*] |\d+\. |```)/;
const spans = /(`[^`]+`|\*\*[^*]+\*\*|_[^_]+_)/;

export function Markdown({ text }: { text: string }) {
  return (
    <Typography fz="sm">
      {blocksOf(text).map((block, index) => (
        <Fragment key={index}>{blockElement(block)}</Fragment>
      ))}
    </Typography>
  );
}

function blockElement(block: Block): ReactNode {
  switch (block.kind) {
    case "heading":
      return <h4>{block.text}</h4>;
    case "paragraph":
      return <p>{inline(block.text)}</p>;
    case "code":
      return <Code block>{block.text}</Code>;
    case "bullets":
      return <ul>{listItems(block.items)}</ul>;
    case "numbers":
      return <ol>{listItems(block.items)}</ol>;
  }
}

function listItems(items: readonly string[]): ReactNode {
  return items.map((item, index) => <li key={index}>{inline(item)}</li>);
}

function inline(text: string): ReactNode {
  return text.split(spans).map((part, index) => {
    if (part.startsWith("`")) return <Code key={index}>{part.slice(1, -1)}</Code>;
    if (part.startsWith("**")) return <strong key={index}>{part.slice(2, -2)}</strong>;
    return /^_.+_$/.test(part) ? <em key={index}>{part.slice(1, -1)}</em> : part;
  });
}

function blocksOf(text: string): Block[] {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  while (lines.length > 0) {
    const line = lines.shift() ?? "";
    if (line.trim() === "") continue;
    if (line.startsWith("```")) {
      blocks.push({
        kind: "code",
        text: takeUntil(lines, (each) => each.startsWith("```")).join("\n"),
      });
      lines.shift();
    } else if (line.startsWith("#")) {
      blocks.push({ kind: "heading", text: line.replace(/^#+ /, "") });
    } else {
      addText(
        blocks,
        [line, ...takeUntil(lines, startsBlock)].map((each) => each.trim()).join(" "),
      );
    }
  }
  return blocks;
}

function addText(blocks: Block[], text: string): void {
  const [, bullet, number] = /^(?:([-*])|(\d+\.)) /.exec(text) ?? [];
  if (bullet === undefined && number === undefined) {
    blocks.push({ kind: "paragraph", text });
    return;
  }
  const kind = bullet === undefined ? "numbers" : "bullets";
  const item = text.slice(text.indexOf(" ") + 1);
  const last = blocks.at(-1);
  if (last?.kind === kind) last.items.push(item);
  else blocks.push({ kind, items: [item] });
}

function startsBlock(line: string): boolean {
  return line.trim() === "" || blockStart.test(line);
}

/** Takes lines off the front. */
function takeUntil(lines: string[], isEnd: (line: string) => boolean): string[] {
  const end = lines.findIndex(isEnd);
  return lines.splice(0, end === -1 ? lines.length : end);
}
