// Home: write a post and publish it.

import { useQuery } from "@tanstack/react-query";
import { Loaded } from "../../parts/Loaded.tsx";
import { Page } from "../../parts/Page.tsx";
import { connectionsQuery } from "../../queries.ts";
import { WriteForm } from "./WriteForm.tsx";

export function WritePage() {
  const connections = useQuery(connectionsQuery);
  return (
    <Page title="Write">
      <Loaded query={connections}>{(data) => <WriteForm connections={data} />}</Loaded>
    </Page>
  );
}
