// Lets through who is signed in and has a site; the others create what they lack first.

import { Box } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import type { ReactNode } from "react";
import type { User } from "#api/contract/accounts.ts";
import type { Site } from "#api/contract/sites.ts";
import { LiveProvider } from "../live.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { sitesQuery, welcomeQuery } from "../queries.ts";
import { chosenSiteKey, SessionContext } from "../session.tsx";
import { Shell } from "./Shell.tsx";

const SignIn = lazy(async () => ({
  default: (await import("../pages/welcome/SignIn.tsx")).SignIn,
}));
const SignUp = lazy(async () => ({
  default: (await import("../pages/welcome/SignUp.tsx")).SignUp,
}));
const FirstSite = lazy(async () => ({
  default: (await import("../pages/welcome/FirstSite.tsx")).FirstSite,
}));

export function Gate({ children }: { children: ReactNode }) {
  const welcome = useQuery(welcomeQuery);
  if (welcome.data === undefined) {
    return (
      <Box component="main" maw={480} mx="auto" p="xl">
        <Loaded query={welcome}>{() => null}</Loaded>
      </Box>
    );
  }
  const { user, hasUsers, isSandbox } = welcome.data;
  if (user === null) return <Suspense>{hasUsers ? <SignIn /> : <SignUp />}</Suspense>;
  return (
    <WithSites user={user} isSandbox={isSandbox}>
      {children}
    </WithSites>
  );
}

interface WithSitesProps {
  user: User;
  isSandbox: boolean;
  children: ReactNode;
}

function WithSites({ user, isSandbox, children }: WithSitesProps) {
  const sites = useQuery(sitesQuery);
  return (
    <Loaded query={sites}>
      {(all) => {
        const [first] = all;
        if (first === undefined) {
          return (
            <Suspense>
              <FirstSite user={user} />
            </Suspense>
          );
        }
        return (
          <Inside user={user} isSandbox={isSandbox} sites={all} first={first}>
            {children}
          </Inside>
        );
      }}
    </Loaded>
  );
}

interface InsideProps extends WithSitesProps {
  sites: readonly Site[];
  first: Site;
}

function Inside({ user, isSandbox, sites, first, children }: InsideProps) {
  const [chosenId, chooseSite] = useLocalStorage({
    key: chosenSiteKey(user.id),
    defaultValue: first.id,
    getInitialValueInEffect: false,
  });
  const site = sites.find(({ id }) => id === chosenId) ?? first;
  return (
    <SessionContext value={{ user, site, sites, chooseSite, isSandbox }}>
      <LiveProvider>
        <Shell>{children}</Shell>
      </LiveProvider>
    </SessionContext>
  );
}
