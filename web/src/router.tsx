// The pages and their addresses. Each page's code is fetched when the page is first opened.

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router";
import { readFilter } from "./pages/posts/filter.ts";
import { Gate } from "./shell/Gate.tsx";
import { NotFound, PageFailed } from "./shell/NoPage.tsx";

const rootRoute = createRootRoute({
  notFoundComponent: () => (
    <Gate>
      <NotFound />
    </Gate>
  ),
});
const gateRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "gate",
  component: () => (
    <Gate>
      <Outlet />
    </Gate>
  ),
});

/** For who is signed in and has a site. */
const inside = { getParentRoute: () => gateRoute };

const insideRoutes = [
  createRoute({
    ...inside,
    path: "/",
    validateSearch: readFilter,
    component: lazyRouteComponent(() => import("./pages/posts/list/PostsPage.tsx"), "PostsPage"),
  }),
  createRoute({
    ...inside,
    path: "/posts/new",
    component: lazyRouteComponent(() => import("./pages/posts/editor/NewPost.tsx"), "NewPost"),
  }),
  createRoute({
    ...inside,
    path: "/posts/$postId",
    component: lazyRouteComponent(() => import("./pages/posts/editor/EditPost.tsx"), "EditPost"),
  }),
  createRoute({
    ...inside,
    path: "/posts/$postId/share",
    component: lazyRouteComponent(() => import("./pages/posts/share/SharePage.tsx"), "SharePage"),
  }),
  createRoute({
    ...inside,
    path: "/run/new",
    component: lazyRouteComponent(() => import("./pages/message/MessagePage.tsx"), "MessagePage"),
  }),
  createRoute({
    ...inside,
    path: "/runs/$runId",
    component: lazyRouteComponent(() => import("./pages/run/RunPage.tsx"), "RunPage"),
  }),
  createRoute({
    ...inside,
    path: "/history",
    component: lazyRouteComponent(() => import("./pages/history/HistoryPage.tsx"), "HistoryPage"),
  }),
  createRoute({
    ...inside,
    path: "/connections",
    // From a reminder: the connection that is to be made again.
    validateSearch: ({ reconnect }: Record<string, unknown>): { reconnect?: string } =>
      typeof reconnect === "string" ? { reconnect } : {},
    component: lazyRouteComponent(
      () => import("./pages/connections/ConnectionsPage.tsx"),
      "ConnectionsPage",
    ),
  }),
  createRoute({
    ...inside,
    path: "/connections/return/$authorizationId",
    component: lazyRouteComponent(() => import("./pages/connections/ReturnPage.tsx"), "ReturnPage"),
  }),
  createRoute({
    ...inside,
    path: "/operator",
    component: lazyRouteComponent(
      () => import("./pages/operator/OperatorPage.tsx"),
      "OperatorPage",
    ),
  }),
  createRoute({
    ...inside,
    path: "/sites",
    component: lazyRouteComponent(() => import("./pages/sites/SitesPage.tsx"), "SitesPage"),
  }),
  createRoute({
    ...inside,
    path: "/sites/$siteId",
    component: lazyRouteComponent(() => import("./pages/sites/SitePage.tsx"), "SitePage"),
  }),
  createRoute({
    ...inside,
    path: "/sites/$siteId/captions",
    component: lazyRouteComponent(
      () => import("./pages/sites/captions/CaptionsPage.tsx"),
      "CaptionsPage",
    ),
  }),
  createRoute({
    ...inside,
    path: "/settings",
    component: lazyRouteComponent(
      () => import("./pages/settings/SettingsPage.tsx"),
      "SettingsPage",
    ),
  }),
  createRoute({
    ...inside,
    path: "/profile",
    component: lazyRouteComponent(() => import("./pages/profile/ProfilePage.tsx"), "ProfilePage"),
  }),
  createRoute({
    ...inside,
    path: "/sign-in",
    component: lazyRouteComponent(() => import("./pages/account/SignedInPage.tsx"), "SignedInPage"),
  }),
  createRoute({
    ...inside,
    path: "/sandbox",
    component: lazyRouteComponent(() => import("./pages/sandbox/SandboxPage.tsx"), "SandboxPage"),
  }),
  // Where the permalinks of the sandbox's platforms lead.
  createRoute({
    ...inside,
    path: "/sandbox/$platform/$",
    component: lazyRouteComponent(() => import("./pages/sandbox/SandboxPage.tsx"), "SandboxPage"),
  }),
] as const;

/** For everybody, also before signing in: each brings its own frame, such as FrontPage. */
const outside = { getParentRoute: () => rootRoute };

const outsideRoutes = [
  createRoute({
    ...outside,
    path: "/join",
    component: lazyRouteComponent(() => import("./pages/join/JoinPage.tsx"), "JoinPage"),
  }),
  createRoute({
    ...outside,
    path: "/sign-up",
    component: lazyRouteComponent(() => import("./pages/account/SignUpPage.tsx"), "SignUpPage"),
  }),
  createRoute({
    ...outside,
    path: "/forgot-password",
    component: lazyRouteComponent(
      () => import("./pages/account/ForgotPasswordPage.tsx"),
      "ForgotPasswordPage",
    ),
  }),
  createRoute({
    ...outside,
    path: "/reset-password",
    component: lazyRouteComponent(
      () => import("./pages/account/ResetPasswordPage.tsx"),
      "ResetPasswordPage",
    ),
  }),
] as const;

export const router = createRouter({
  routeTree: rootRoute.addChildren([gateRoute.addChildren(insideRoutes), ...outsideRoutes]),
  defaultPreload: "intent",
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
