// Settings of the user: where posts go by themselves, and the keys of their programs.

import { Page } from "../../parts/Page.tsx";
import { AutopostSection } from "./AutopostSection.tsx";
import { KeysSection } from "./keys/KeysSection.tsx";

export function SettingsPage() {
  return (
    <Page title="Settings" lead="Yours, for all your sites">
      <AutopostSection />
      <KeysSection />
    </Page>
  );
}
