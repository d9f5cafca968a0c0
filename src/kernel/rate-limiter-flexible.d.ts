// The package's own entry loads a store for every database there is: 50 ms and 10 MB at the start, where
// one of its files takes 4 ms (11.4.0, November 2026).

declare module "rate-limiter-flexible/lib/RateLimiterMemory.js" {
  import type { RateLimiterMemory } from "rate-limiter-flexible";
  const constructor: typeof RateLimiterMemory;
  export default constructor;
}
