import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { days, plus } from "#kernel/clock.ts";
import { isId } from "#kernel/ids.ts";
import { openTestStore } from "#test/database/store.ts";
import type { Auth, AuthOptions } from "./auth.ts";
import { logger, loopback, openAccounts, publicUrl } from "./testing/accounts.ts";

const ada = { name: "Ada", email: "Ada@example.org", password: "correct horse" };

const accounts = await openAccounts();
const { store } = accounts;
let auth: Auth;

afterAll(() => accounts[Symbol.asyncDispose]());

beforeEach(async () => {
  await accounts.clear();
  auth = open();
});

describe("signing up", () => {
  test("the first user becomes the operator and is signed in", async () => {
    expect(await auth.hasUsers()).toBe(false);
    const answer = await post("/sign-up/email", { ...ada, name: " Ada " });
    expect(answer.status).toBe(200);
    expect(await auth.hasUsers()).toBe(true);
    const user = await store.db.selectFrom("users").selectAll().executeTakeFirstOrThrow();
    expect(user).toMatchObject({ name: "Ada", email: "ada@example.org", isOperator: true });
    expect(isId(user.id)).toBe(true);
    expect((await auth.session(cookies(answer)))?.user).toEqual({
      id: user.id,
      name: "Ada",
      email: "ada@example.org",
      emailVerified: false,
      twoFactorEnabled: false,
      isOperator: true,
    });
  });

  test("stores the password as a hash, under an id of ours", async () => {
    await post("/sign-up/email", ada);
    const method = await store.db.selectFrom("signInMethods").selectAll().executeTakeFirstOrThrow();
    expect(method.providerId).toBe("credential");
    expect(isId(method.id)).toBe(true);
    expect(method.password).not.toContain(ada.password);
  });

  test("nobody can follow, and is not told who is there", async () => {
    await post("/sign-up/email", ada);
    for (const email of [ada.email, "eve@example.org"]) {
      const answer = await post("/sign-up/email", { ...ada, email });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toEqual({
        code: "SIGN_UP_CLOSED",
        message: expect.stringContaining("Nobody else can sign up") as string,
      });
    }
    expect(await userCount()).toBe(1);
  });

  test("of several at once, on two servers, one becomes the operator", async () => {
    const servers = [auth, open()];
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        post(
          "/sign-up/email",
          { ...ada, email: `user${index}@example.org` },
          {
            auth: servers[index % 2] ?? auth,
          },
        ),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 403, 403, 403, 403, 403]);
    const users = await store.db.selectFrom("users").select("isOperator").execute();
    expect(users).toEqual([{ isOperator: true }]);
    expect(await count("signInMethods")).toBe(1);
    expect(await count("sessions")).toBe(1);
  });

  test("whether one is the operator is not for the client to say", async () => {
    await post("/sign-up/email", { ...ada, isOperator: false });
    const user = await store.db.selectFrom("users").select("isOperator").executeTakeFirstOrThrow();
    expect(user.isOperator).toBe(true);
  });

  test.each([
    [{ ...ada, password: "too short" }, 400, "PASSWORD_TOO_SHORT"],
    [{ ...ada, password: "x".repeat(129) }, 400, "PASSWORD_TOO_LONG"],
    [{ ...ada, email: "ada" }, 400, "VALIDATION_ERROR"],
    [{ ...ada, name: "  " }, 400, "NAME_MISSING"],
    [{}, 400, "VALIDATION_ERROR"],
  ])("refuses %j", async (body, status, code) => {
    const answer = await post("/sign-up/email", body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code });
    expect(await userCount()).toBe(0);
  });
});

describe("signing in and out", () => {
  test("the right password opens a session, whatever the spelling of the address", async () => {
    await post("/sign-up/email", ada);
    const answer = await post("/sign-in/email", { ...ada, email: "ADA@example.org" });
    expect(answer.status).toBe(200);
    expect((await auth.session(cookies(answer)))?.user.email).toBe("ada@example.org");
  });

  test("a wrong password and an unknown address get the same answer and no cookie", async () => {
    await post("/sign-up/email", ada);
    const warn = vi.spyOn(logger, "warn");
    const wrong = await post("/sign-in/email", { ...ada, password: "wrong horses" });
    const unknown = await post("/sign-in/email", { ...ada, email: "eve@example.org" });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.headers.getSetCookie()).toEqual([]);
    expect(await wrong.json()).toEqual(await unknown.json());
    expect(warn.mock.calls.map(([, message]) => message)).toEqual([
      "Invalid password",
      "User not found",
    ]);
    warn.mockRestore();
  });

  test("signing out ends the session in the database and clears the cookies", async () => {
    const headers = cookies(await post("/sign-up/email", ada));
    const answer = await post("/sign-out", {}, { headers });
    expect(answer.status).toBe(200);
    expect(await count("sessions")).toBe(0);
    expect(cookies(answer).get("cookie")).toBe("");
    expect(await auth.session(headers)).toBeUndefined();
  });
});

describe("sessions", () => {
  test("the cookie is kept from scripts and other sites", async () => {
    const [cookie] = (await post("/sign-up/email", ada)).headers.getSetCookie();
    expect(cookie).toMatch(/^broadside\.session_token=.*; HttpOnly; SameSite=Lax$/);
  });

  test("over https, the cookie is kept from http", async () => {
    const secure = open({ publicUrl: "https://posts.example.org" });
    const answer = await post("/sign-up/email", ada, {
      auth: secure,
      headers: new Headers({ origin: "https://posts.example.org" }),
    });
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Secure-broadside\.session_token=.*; Secure/);
    expect((await secure.session(cookies(answer)))?.user.name).toBe("Ada");
  });

  test.each([
    ["no cookie", ""],
    ["cookies of others", "theme=dark"],
    ["a forged session", "broadside.session_token=forged.signature"],
    ["a forged copy", "broadside.session_data=eyJ1c2VyIjp7fX0"],
  ])("%s is no session", async (_, cookie) => {
    expect(await auth.session(new Headers({ cookie }))).toBeUndefined();
  });

  test("a token signed with another secret is no session", async () => {
    const headers = cookies(await post("/sign-up/email", ada));
    expect(await open({ secrets: ["another secret"] }).session(headers)).toBeUndefined();
  });

  test("one that is in use is prolonged once a day, and its cookie with it", async () => {
    const headers = cookies(await post("/sign-up/email", ada));
    expect((await auth.session(headers))?.setCookies).toEqual([]);
    const inFiveDays = plus(new Date(), days(5));
    await store.db.updateTable("sessions").set({ expiresAt: inFiveDays }).execute();
    expect((await auth.session(headers))?.setCookies).toEqual([
      expect.stringMatching(/^broadside\.session_token=[^;]+; Max-Age=604800;/),
    ]);
    const { expiresAt } = await store.db
      .selectFrom("sessions")
      .select("expiresAt")
      .executeTakeFirstOrThrow();
    expect(expiresAt > inFiveDays).toBe(true);
  });

  test("ended elsewhere, it has ended here with the next request", async () => {
    const headers = cookies(await post("/sign-up/email", ada));
    expect(await auth.session(headers)).toBeDefined();
    await store.db.deleteFrom("sessions").execute();
    expect(await auth.session(headers)).toBeUndefined();
  });

  test("an expired session is none", async () => {
    const headers = cookies(await post("/sign-up/email", ada));
    await store.db
      .updateTable("sessions")
      .set({ expiresAt: new Date(0) })
      .execute();
    expect(await auth.session(headers)).toBeUndefined();
  });
});

describe("the door", () => {
  test("other origins are refused", async () => {
    const headers = new Headers({ origin: "https://evil.example" });
    const answer = await post("/sign-up/email", ada, { headers });
    expect(answer.status).toBe(403);
    expect(await userCount()).toBe(0);
  });

  test("the library's other routes are not served", async () => {
    const headers = cookies(await post("/sign-up/email", ada));
    const unserved = [
      "/list-sessions",
      "/get-session",
      "/two-factor/send-otp",
      "/callback/google",
      "/ok",
      "/",
    ];
    for (const path of unserved) {
      expect((await post(path, {}, { headers })).status).toBe(404);
    }
  });

  test("what breaks below reaches the caller", async () => {
    const closed = await openTestStore();
    await closed[Symbol.asyncDispose]();
    const broken = open({ db: closed.db });
    await expect(post("/sign-in/email", ada, { auth: broken })).rejects.toThrow("destroyed");
  });

  test("attempts are counted by the address that the server saw", async () => {
    await post("/sign-up/email", ada, { address: "192.0.2.2" });
    const knock = (address: string | undefined, claimed: string) =>
      post("/sign-up/email", ada, {
        address,
        headers: new Headers({
          "x-broadside-client-address": claimed,
          "x-forwarded-for": claimed,
        }),
      });
    for (const address of ["192.0.2.1", undefined]) {
      const statuses = [];
      for (let index = 1; index <= 11; index += 1) {
        statuses.push((await knock(address, `198.51.100.${index}`)).status);
      }
      expect(statuses).toEqual([...Array<number>(10).fill(403), 429]);
    }
    expect((await knock("203.0.113.1", "192.0.2.1")).status).toBe(403);
  });
});

function open(changes: Partial<AuthOptions> = {}): Auth {
  return accounts.open({ signUp: "closed", ...changes });
}

interface Sender {
  auth?: Auth;
  headers?: Headers;
  address?: string | undefined;
}

function post(path: string, body: unknown, sender: Sender = {}): Promise<Response> {
  const headers = new Headers(sender.headers);
  headers.set("content-type", "application/json");
  if (!headers.has("origin")) headers.set("origin", publicUrl);
  const url = `${publicUrl}/api/auth${path}`;
  const request = new Request(url, { method: "POST", headers, body: JSON.stringify(body) });
  const address = "address" in sender ? sender.address : loopback;
  return (sender.auth ?? auth).handler(request, address);
}

/** What a browser would send next. */
function cookies(answer: Response): Headers {
  const kept = answer.headers.getSetCookie().filter((cookie) => !cookie.includes("Max-Age=0"));
  return new Headers({ cookie: kept.map((cookie) => cookie.split(";")[0]).join("; ") });
}

async function count(table: "users" | "sessions" | "signInMethods"): Promise<number> {
  return (await store.db.selectFrom(table).select("id").execute()).length;
}

const userCount = () => count("users");
