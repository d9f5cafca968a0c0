// The dashboard is built into dist/web, from where the server serves it. `vite --config
// web/vite.config.ts` shows it while it is being worked on, with the API of a server on port 8080.

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": "http://localhost:8080" } },
});
