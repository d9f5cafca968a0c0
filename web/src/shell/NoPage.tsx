// Where there is no page, or one that failed.

import type { ErrorComponentProps } from "@tanstack/react-router";
import { PageLink } from "../parts/links.tsx";
import { Page } from "../parts/Page.tsx";
import { Trouble } from "../parts/Trouble.tsx";

export function NotFound() {
  return (
    <Page title="There is no such page">
      <PageLink to="/">To your posts</PageLink>
    </Page>
  );
}

/** Most often code that could not be fetched: the server is away, or has been updated. */
export function PageFailed({ error }: ErrorComponentProps) {
  return (
    <Page title="This page could not be shown">
      <Trouble
        error={error instanceof Error ? error : new Error(String(error))}
        onRetry={() => location.reload()}
      />
    </Page>
  );
}
