// The contract runs in the browser and cannot import the rooms, so it says their words again. Here
// each is held against the room that owns it.

import { expect, expectTypeOf, it } from "vitest";
import type { z } from "@hono/zod-openapi";
import type { ConnectionState } from "#connections/state.ts";
import { deliveryStates } from "#delivery/states.ts";
import type { DeliveryState } from "#delivery/states.ts";
import { troubleSchema } from "#delivery/trouble.ts";
import type { Trouble } from "#delivery/trouble.ts";
import { apiKeyScopes } from "#people/api-keys.ts";
import type { ApiKeyScope } from "#people/api-keys.ts";
import type { PostStatus } from "#posts/read.ts";
import type { Run } from "#workflows/read.ts";
import type { Resolution } from "#delivery/change.ts";
import type * as connections from "./contract/connections.ts";
import * as deliveries from "./contract/deliveries.ts";
import * as people from "./contract/people.ts";
import type * as posts from "./contract/posts.ts";
import type * as runs from "./contract/runs.ts";

it("names the states of a delivery", () => {
  expect([...deliveries.deliveryStateSchema.options].sort()).toEqual([...deliveryStates].sort());
  expectTypeOf<deliveries.Delivery["state"]>().toEqualTypeOf<DeliveryState>();
});

it("names the kinds of trouble", () => {
  const kinds = troubleSchema.shape.kind.options;
  expect([...deliveries.troubleSchema.shape.kind.options].sort()).toEqual([...kinds].sort());
  expectTypeOf<z.infer<typeof deliveries.troubleSchema>>().toEqualTypeOf<Trouble>();
});

it("names the scopes of a key", () => {
  expect(people.scopeSchema.options).toEqual(apiKeyScopes);
  expectTypeOf<people.ApiKey["scopes"][number]>().toEqualTypeOf<ApiKeyScope>();
});

it("names what else is one of several words", () => {
  expectTypeOf<connections.Connection["state"]>().toEqualTypeOf<ConnectionState>();
  expectTypeOf<posts.Post["status"]>().toEqualTypeOf<PostStatus>();
  expectTypeOf<runs.Run["trigger"]>().toEqualTypeOf<Run["trigger"]>();
  expectTypeOf<z.infer<typeof deliveries.resolutionSchema>>().toEqualTypeOf<Resolution>();
});
