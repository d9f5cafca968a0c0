// The pages and their addresses. Each page's code is fetched when the page is first opened.

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { Gate } from "./shell/Gate.tsx";
import { NotFound, PageFailed } from "./shell/NoPage.tsx";

const rootRoute = createRootRoute({ component: Gate });
const parent = { getParentRoute: () => rootRoute };

const routes = [
  createRoute({
    ...parent,
    path: "/",
    component: lazyRouteComponent(() => import("./pages/write/WritePage.tsx"), "WritePage"),
  }),
  createRoute({
    ...parent,
    path: "/runs/$runId",
    component: lazyRouteComponent(() => import("./pages/run/RunPage.tsx"), "RunPage"),
  }),
  createRoute({
    ...parent,
    path: "/history",
    component: lazyRouteComponent(() => import("./pages/history/HistoryPage.tsx"), "HistoryPage"),
  }),
  createRoute({
    ...parent,
    path: "/connections",
    component: lazyRouteComponent(
      () => import("./pages/connections/ConnectionsPage.tsx"),
      "ConnectionsPage",
    ),
  }),
  createRoute({
    ...parent,
    path: "/keys",
    component: lazyRouteComponent(() => import("./pages/keys/KeysPage.tsx"), "KeysPage"),
  }),
  createRoute({
    ...parent,
    path: "/sandbox",
    component: lazyRouteComponent(() => import("./pages/sandbox/SandboxPage.tsx"), "SandboxPage"),
  }),
  // Where the permalinks of the sandbox's platforms lead.
  createRoute({
    ...parent,
    path: "/sandbox/$platform/$",
    component: lazyRouteComponent(() => import("./pages/sandbox/SandboxPage.tsx"), "SandboxPage"),
  }),
] as const;

export const router = createRouter({
  routeTree: rootRoute.addChildren(routes),
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
