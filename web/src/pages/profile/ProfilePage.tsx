// Profile: who the user is, how they sign in, and where.

import { useQuery } from "@tanstack/react-query";
import { Loaded } from "../../parts/Loaded.tsx";
import { Page } from "../../parts/Page.tsx";
import { ReturnNotice } from "../account/ReturnNotice.tsx";
import { ConnectionsSection } from "../connections/ConnectionsSection.tsx";
import { DeleteSection } from "./DeleteSection.tsx";
import { EmailSection } from "./EmailSection.tsx";
import { MethodsSection } from "./MethodsSection.tsx";
import { NameSection } from "./NameSection.tsx";
import { PasswordSection } from "./PasswordSection.tsx";
import { methodsQuery, passwordId } from "./queries.ts";
import { Section } from "./Section.tsx";
import { SessionsSection } from "./SessionsSection.tsx";
import { TwoFactorSection } from "./TwoFactorSection.tsx";

export function ProfilePage() {
  const methods = useQuery(methodsQuery);
  return (
    <Page title="Profile" lead="Your account, and how you sign in">
      <Loaded query={methods}>
        {(all) => {
          const hasPassword = all.some(({ providerId }) => providerId === passwordId);
          return (
            <>
              <ReturnNotice />
              <NameSection />
              <EmailSection />
              <PasswordSection hasPassword={hasPassword} />
              <TwoFactorSection hasPassword={hasPassword} />
              <MethodsSection methods={all} />
              <SessionsSection />
              <Connections />
              <DeleteSection hasPassword={hasPassword} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Connections() {
  return (
    <Section title="Connections" lead="The accounts and channels that your posts go to.">
      <ConnectionsSection headingOrder={3} />
    </Section>
  );
}
