// A new post.

import { Page } from "../../../parts/Page.tsx";
import { useSession } from "../../../session.tsx";
import { Editor } from "./Editor.tsx";

export function NewPost() {
  const { site } = useSession();
  return (
    <Page title="New post">
      <Editor key={site.id} site={site} />
    </Page>
  );
}
