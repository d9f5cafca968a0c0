// What stands around every page: the name, the way to the other pages, and who is signed in.

import { AppShell, Badge, Burger, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import { ConfirmAddress } from "../pages/account/ConfirmAddress.tsx";
import { VerifiedNotice } from "../pages/account/VerifiedNotice.tsx";
import { useSession } from "../session.tsx";
import { EndingNotice } from "./EndingNotice.tsx";
import { Navigation } from "./Navigation.tsx";
import { SiteSwitch } from "./SiteSwitch.tsx";

export function Shell({ children }: { children: ReactNode }) {
  const { isSandbox } = useSession();
  const [isOpen, menu] = useDisclosure();
  const main = useFocusOnNewPage();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 200, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding={{ base: "md", sm: "xl" }}
    >
      <a className="skip-link" href="#content">
        Skip to the page
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" wrap="nowrap">
          <Burger
            opened={isOpen}
            onClick={menu.toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label="Menu"
            aria-expanded={isOpen}
          />
          <span className="wordmark">Broadside</span>
          <SiteSwitch />
          {isSandbox && (
            <Badge variant="default" ml="auto" flex="none">
              Sandbox
            </Badge>
          )}
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" className="navbar" mod={{ closed: !isOpen }}>
        <Navigation onLeave={menu.close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} ref={main}>
        <VerifiedNotice />
        <ConfirmAddress />
        <EndingNotice />
        {children}
      </AppShell.Main>
    </AppShell>
  );
}

/** A new page is read from its top; the first one leaves the focus where the browser has it. */
function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current !== pathname) main.current?.focus({ preventScroll: true });
    shown.current = pathname;
  }, [pathname]);
  return main;
}
