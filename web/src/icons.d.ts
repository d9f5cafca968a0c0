// The icon package types its index only, and that index is slow to build: icons are imported one by one.

declare module "@tabler/icons-react/dist/esm/icons/*" {
  import type { FunctionComponent } from "react";

  const icon: FunctionComponent<{
    size?: number | string;
    stroke?: number;
    className?: string;
    "aria-hidden"?: boolean;
  }>;
  export default icon;
}
