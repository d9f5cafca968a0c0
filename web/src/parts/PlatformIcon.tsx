// A platform's own icon in the colour of the text around it. The SVG comes from the connector's folder
// and is used as a mask, so that nothing in it can run.

import type { CSSProperties } from "react";

interface PlatformIconProps {
  /** Undefined while the platforms are still being asked for. */
  svg: string | undefined;
  sizePx?: number;
}

export function PlatformIcon({ svg, sizePx = 20 }: PlatformIconProps) {
  const icon = svg === undefined ? "none" : `url("data:image/svg+xml,${encodeURIComponent(svg)}")`;
  const style = { "--icon": icon, width: sizePx, height: sizePx } as CSSProperties;
  return <span aria-hidden className="platform-icon" style={style} />;
}
