// Ink on paper, and chalk on slate: Mantine's colours where they are not ours, darker or lighter where
// theirs miss a contrast of 4.5 : 1.

import { createTheme, defaultCssVariablesResolver } from "@mantine/core";
import type { CSSVariablesResolver } from "@mantine/core";

const serif = '"Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", Georgia, serif';

export const theme = createTheme({
  colors: {
    ink: [
      "#edf3f9",
      "#d9e4ef",
      "#b1c8df",
      "#86aacf",
      "#6491c1",
      "#4e81b9",
      "#4179b5",
      "#32679f",
      "#285c8f",
      "#1f4e79",
    ],
    dark: [
      "#d5dae0",
      "#b9c0c8",
      "#8e959d",
      "#6b737c",
      "#3f4750",
      "#333a42",
      "#262c33",
      "#1d2126",
      "#16191d",
      "#101316",
    ],
  },
  primaryColor: "ink",
  primaryShade: { light: 9, dark: 7 },
  defaultRadius: "md",
  headings: { fontFamily: serif, fontWeight: "600" },
  components: {
    Anchor: { defaultProps: { underline: "always" } },
    PasswordInput: {
      defaultProps: { visibilityToggleButtonProps: { "aria-label": "Show what is entered" } },
    },
    Loader: { defaultProps: { type: "dots" } },
  },
});

export const cssVariables: CSSVariablesResolver = (given) => {
  const { variables, light, dark } = defaultCssVariablesResolver(given);
  return {
    variables: { ...variables, "--broadside-serif": serif },
    light: {
      ...light,
      "--mantine-color-body": "#fbfaf7",
      "--mantine-color-dimmed": "#5b6168",
      "--mantine-color-placeholder": "#6c737a",
      "--mantine-color-error": "#b42318",
      "--broadside-sheet": "#ffffff",
      "--broadside-rule": "#dedbd3",
      "--broadside-good": "#1e7a3c",
      "--broadside-warn": "#8f5a00",
      "--broadside-bad": "#b42318",
    },
    dark: {
      ...dark,
      "--mantine-color-body": "#16191d",
      "--mantine-color-dimmed": "#a6adb5",
      "--mantine-color-placeholder": "#8e959d",
      "--mantine-color-error": "#ff8a80",
      "--mantine-color-anchor": "#86aacf",
      "--broadside-sheet": "#1d2126",
      "--broadside-rule": "#343a41",
      "--broadside-good": "#5ed18a",
      "--broadside-warn": "#f0b94a",
      "--broadside-bad": "#ff8a80",
    },
  };
};
