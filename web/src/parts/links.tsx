// Mantine's links and buttons, leading to pages of ours.

import { Anchor, Button, NavLink } from "@mantine/core";
import type { AnchorProps, ButtonProps, NavLinkProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentProps } from "react";

type OwnAnchor<P> = P & Omit<ComponentProps<"a">, keyof P>;

export const PageLink = createLink((props: OwnAnchor<AnchorProps>) => <Anchor {...props} />);

export const PageButton = createLink((props: OwnAnchor<ButtonProps>) => (
  <Button component="a" {...props} />
));

export const PageNavLink = createLink((props: OwnAnchor<NavLinkProps>) => <NavLink {...props} />);
