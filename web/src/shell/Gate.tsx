// Lets through who is signed in and has a site; the others create what they lack first.

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
  return (
    <Suspense>
      <Loaded query={welcome}>
        {({ user, hasUsers, isSandbox }) => {
          if (user !== null) return <WithSite user={user} isSandbox={isSandbox} />;
          return hasUsers ? <SignIn /> : <SignUp />;
        }}
      </Loaded>
    </Suspense>
  );
}

function WithSite({ user, isSandbox }: { user: User; isSandbox: boolean }) {
  const sites = useQuery(sitesQuery);
  return (
    <Loaded query={sites}>
      {([site]) =>
        site === undefined ? (
          <FirstSite user={user} />
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
