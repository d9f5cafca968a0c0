// /deliveries: all that is known of one, and what a person can do about it.

import { resolveDelivery, retryDelivery } from "#delivery/change.ts";
import type { ChangeResult } from "#delivery/change.ts";
import type { Tx } from "#store/open.ts";
import { deliveryOf, sendableDelivery } from "../access.ts";
import { callerWith } from "../caller.ts";
import { deliveryDetailsSchema, resolutionSchema } from "../contract/deliveries.ts";
import type { ApiContext, Caller } from "../env.ts";
import { presentDeliveryDetails } from "../present.ts";
import { ApiProblem, createRouter, invalid } from "../problems.ts";
import { body, idParams, json, route } from "../route.ts";

export function deliveryRoutes(context: ApiContext) {
  const { db, clock } = context;
  const reader = callerWith(context, "runs:read");
  const writer = callerWith(context, "runs:write");
  const details = json(deliveryDetailsSchema, "The delivery");

  async function change(caller: Caller, id: string, act: (tx: Tx) => Promise<ChangeResult>) {
    await sendableDelivery(db, context.workflows, caller, id);
    const answer = await db.transaction().execute(async (tx) => {
      throwRefusal(await act(tx));
      return presentDeliveryDetails(await deliveryOf(tx, caller, id));
    });
    context.wake();
    context.announce(answer);
    return answer;
  }

  return createRouter()
    .openapi(
      route(reader, {
        ...{ method: "get", path: "/deliveries/{id}", summary: "Composition, journal, attempts" },
        request: { params: idParams },
        responses: { 200: details },
      }),
      async (c) => {
        const delivery = await deliveryOf(db, c.get("caller"), c.req.valid("param").id);
        return c.json(presentDeliveryDetails(delivery), 200);
      },
    )
    .openapi(
      route(writer, {
        method: "post",
        path: "/deliveries/{id}/retry",
        summary: "Try again, from the first step that is missing",
        request: { params: idParams },
        responses: { 200: details },
      }),
      async (c) => {
        const { id } = c.req.valid("param");
        const act = (tx: Tx) => retryDelivery(tx, id, clock.now());
        return c.json(await change(c.get("caller"), id, act), 200);
      },
    )
    .openapi(
      route(writer, {
        method: "post",
        path: "/deliveries/{id}/resolve",
        summary: "Say what became of an uncertain delivery",
        request: { params: idParams, body: body(resolutionSchema) },
        responses: { 200: details },
      }),
      async (c) => {
        const { id } = c.req.valid("param");
        const resolution = c.req.valid("json");
        const { platforms } = context.connections;
        const act = (tx: Tx) =>
          resolveDelivery(tx, platforms, { id, resolution, now: clock.now() });
        return c.json(await change(c.get("caller"), id, act), 200);
      },
    );
}

function throwRefusal(result: ChangeResult): void {
  switch (result.kind) {
    case "changed":
      return;
    case "wrong-link":
      throw invalid("url", result.message);
    case "impossible":
      throw new ApiProblem({ status: 409, code: "cannot-be-sent", detail: result.message });
    case "wrong-state": {
      const detail = `The delivery is ${result.state}, and that does not allow it.`;
      throw new ApiProblem({ status: 409, code: "wrong-state", detail });
    }
  }
}
