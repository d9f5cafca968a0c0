// Lets through who is signed in and has a site; the others create what they lack first.

import { Box } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { User } from "#api/contract/people.ts";
import { LiveProvider } from "../live.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { sitesQuery, welcomeQuery } from "../queries.ts";
import { SessionContext } from "../session.tsx";
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

export function Gate() {
  const welcome = useQuery(welcomeQuery);
  if (welcome.data === undefined) {
    return (
      <Box component="main" maw={480} mx="auto" p="xl">
        <Loaded query={welcome}>{() => null}</Loaded>
      </Box>
    );
  }
  const { user, hasUsers, isSandbox } = welcome.data;
  if (user !== null) return <WithSite user={user} isSandbox={isSandbox} />;
  return <Suspense>{hasUsers ? <SignIn /> : <SignUp />}</Suspense>;
}

function WithSite({ user, isSandbox }: { user: User; isSandbox: boolean }) {
  const sites = useQuery(sitesQuery);
  return (
    <Loaded query={sites}>
      {([site]) =>
        site === undefined ? (
          <Suspense>
            <FirstSite user={user} />
          </Suspense>
        ) : (
          <SessionContext value={{ user, site, isSandbox }}>
            <LiveProvider>
              <Shell>
                <Outlet />
              </Shell>
            </LiveProvider>
          </SessionContext>
        )
      }
    </Loaded>
  );
}
