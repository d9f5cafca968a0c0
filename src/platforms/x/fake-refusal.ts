// How the fake says no.

export interface Refusal {
  status: number;
  title: string;
  detail: string;
  type?: string;
  errors?: readonly { message: string }[];
}

export const unauthorized: Refusal = {
  ...{ status: 401, title: "Unauthorized", detail: "Unauthorized" },
};

export const notPermitted: Refusal = {
  ...{ status: 403, title: "Forbidden" },
  detail: "You are not permitted to perform this action.",
};

export const notFound: Refusal = {
  ...{ status: 404, title: "Not Found", detail: "There is nothing there." },
};

/** https://docs.x.com/x-api/fundamentals/response-codes-and-errors (2026-11-25) */
export function invalid(message: string): Refusal {
  return {
    ...{ status: 400, title: "Invalid Request" },
    detail: "One or more parameters to your request was invalid.",
    type: "https://api.x.com/2/problems/invalid-request",
    errors: [{ message }],
  };
}

export function refuse(refusal: Refusal): Response {
  const body = { type: "about:blank", ...refusal };
  const headers = { "content-type": "application/problem+json" };
  return new Response(JSON.stringify(body), { status: refusal.status, headers });
}

export function rateLimited(until: Date): Response {
  const body = { title: "Too Many Requests", detail: "Too Many Requests", status: 429 };
  const reset = String(Math.ceil(until.getTime() / 1000));
  const headers = { "x-rate-limit-remaining": "0", "x-rate-limit-reset": reset };
  return Response.json(body, { status: 429, headers });
}
