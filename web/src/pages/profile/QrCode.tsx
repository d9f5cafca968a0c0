// A text for a camera: black on white in the dark, too, because not every camera reads the reverse.

import { encode } from "uqr";

interface QrCodeProps {
  text: string;
  label: string;
  sizePx?: number;
}

export function QrCode({ text, label, sizePx = 200 }: QrCodeProps) {
  const { data, size } = encode(text, { ecc: "M", border: 2 });
  const squares = data.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])),
  );
  return (
    <svg
      role="img"
      aria-label={label}
      width={sizePx}
      height={sizePx}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="qr-code"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={squares.join("")} fill="#000" />
    </svg>
  );
}
