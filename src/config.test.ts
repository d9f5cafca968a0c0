import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

const key = "a key of some length";
let dataDir = "";

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "broadside-config-"));
});

afterEach(() => rm(dataDir, { recursive: true }));

describe("the configuration", () => {
  it("has a default for everything", async () => {
    const config = await read({});
    expect(config).toMatchObject({
      ...{ port: 8080, host: "127.0.0.1", publicUrl: "http://localhost:8080", role: "all" },
      ...{ databaseUrl: undefined, allowHosts: [], isSandbox: false, logLevel: "warn", dataDir },
      ...{ signUp: "invite", smtpUrl: undefined, mailFrom: "Broadside <broadside@localhost>" },
      ...{ rateLimit: 100, trustedProxies: ["loopback"], ai: undefined },
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it("keeps its data in the working directory unless told otherwise", async () => {
    const config = await readConfig({ SECRET_KEY: key });
    expect(config.dataDir).toBe(path.resolve("data"));
  });

  it("takes what the environment says", async () => {
    const config = await read({
      ...{ PORT: "9000", HOST: "0.0.0.0", ROLE: "worker", SANDBOX: "1", LOG_LEVEL: "debug" },
      ...{ PUBLIC_URL: "https://post.example.org/", DATABASE_URL: "postgresql://db/notes" },
      ALLOW_HOSTS: "mastodon.lan:3000, 10.0.0.5:443 ,",
      ...{ SIGN_UP: "open", SMTP_URL: "smtps://ada:sesame@mail.example:465", RATE_LIMIT: "0" },
      ...{ MAIL_FROM: "Ada's notes <notes@post.example.org>" },
      TRUSTED_PROXIES: "loopback, 10.0.0.0/8, ::1, fd00::/8",
    });
    expect(config).toMatchObject({
      ...{ port: 9000, host: "0.0.0.0", role: "worker", isSandbox: true, logLevel: "debug" },
      ...{ publicUrl: "https://post.example.org", databaseUrl: "postgresql://db/notes" },
      allowHosts: ["mastodon.lan:3000", "10.0.0.5:443"],
      ...{ signUp: "open", smtpUrl: "smtps://ada:sesame@mail.example:465", rateLimit: 0 },
      ...{ mailFrom: "Ada's notes <notes@post.example.org>" },
      trustedProxies: ["loopback", "10.0.0.0/8", "::1", "fd00::/8"],
    });
  });

  it("takes an empty value for none, as files of settings have them", async () => {
    const empty = { PORT: "", PUBLIC_URL: "", DATABASE_URL: "", SECRET_KEY: "", ROLE: "" };
    expect(await read(empty)).toMatchObject({ port: 8080, role: "all", databaseUrl: undefined });
  });

  it("sends mails in the name of the public address", async () => {
    const { mailFrom } = await read({ PUBLIC_URL: "https://post.example.org:8443" });
    expect(mailFrom).toBe("Broadside <broadside@post.example.org>");
    expect((await read({ MAIL_FROM: "ada@localhost" })).mailFrom).toBe("ada@localhost");
  });

  it("trusts no proxy where none is named", async () => {
    expect((await read({ TRUSTED_PROXIES: "," })).trustedProxies).toEqual([]);
  });

  it("knows an AI once its address and its model are given; its key and prices may be missing", async () => {
    const address = { AI_BASE_URL: "http://127.0.0.1:11434/v1/" };
    expect((await read(address)).ai).toBeUndefined();
    expect((await read({ AI_MODEL: "small", AI_API_KEY: "sesame" })).ai).toBeUndefined();
    const local = { baseUrl: "http://127.0.0.1:11434/v1", model: "small" };
    expect((await read({ ...address, AI_MODEL: "small" })).ai).toEqual({
      ...{ ...local, apiKey: undefined, prices: undefined },
    });
    const paid = { AI_MODEL: "small", AI_API_KEY: "sesame", AI_PRICES: "0.4, 1.6" };
    expect((await read({ ...address, ...paid })).ai).toEqual({
      ...{ ...local, apiKey: "sesame", prices: { inputUsd: 0.4, outputUsd: 1.6 } },
    });
  });

  it("hands on the settings of platforms", async () => {
    const { platformSetting } = await read({ X_ORIGIN: "http://127.0.0.1:3000", Y_ORIGIN: "" });
    expect(platformSetting("X_ORIGIN")).toBe("http://127.0.0.1:3000");
    expect(platformSetting("Y_ORIGIN")).toBeUndefined();
    expect(platformSetting("Z_ORIGIN")).toBeUndefined();
  });

  it.each([
    ["PORT", "eighty", /number/],
    ["PORT", "70000", /65535/],
    ["PUBLIC_URL", "post.example.org", /URL/],
    ["PUBLIC_URL", "ftp://post.example.org", /URL/],
    ["DATABASE_URL", "mysql://ada:sesame@db/notes", /URL/],
    ["ROLE", "everything", /"all"\|"web"\|"worker"/],
    ["SANDBOX", "yes", /"0"\|"1"/],
    ["LOG_LEVEL", "loud", /"silent"/],
    ["SIGN_UP", "everybody", /"open"\|"invite"\|"closed"/],
    ["SMTP_URL", "mail.example", /URL/],
    ["SMTP_URL", "http://ada:sesame@mail.example", /URL/],
    ["MAIL_FROM", "Ada", /such as Notes <notes@example\.org>/],
    ["MAIL_FROM", "Ada <ada@example.org>\r\nBcc: eve@example.org", /such as/],
    ["RATE_LIMIT", "-1", />=0/],
    ["RATE_LIMIT", "many", /number/],
    ["TRUSTED_PROXIES", "10.0.0.0/8, proxy.lan", /ranges such as 10\.0\.0\.0\/8/],
    ["AI_BASE_URL", "api.example.org", /URL/],
    ["AI_BASE_URL", "https://ada:sesame@api.example.org/v1", /belongs in AI_API_KEY/],
    ["AI_BASE_URL", "https://api.example.org/v1?key=sesame", /belongs in AI_API_KEY/],
    ["AI_PRICES", "0.4", /input and output, such as 0\.4,1\.6/],
    ["AI_PRICES", "cheap,free", /per million tokens/],
    ["ALLOW_HOSTS", "http://mastodon.lan", /host:port: http:\/\/mastodon\.lan/],
  ])("says what is wrong with %s=%s", async (name, value, words) => {
    const error: unknown = await read({ [name]: value }).catch((e: unknown) => e);
    if (!(error instanceof ConfigError)) throw new Error("taken", { cause: error });
    expect(error.message).toMatch(`${name} in the environment is not right: `);
    expect(error.message).toMatch(words);
    expect(error.message).not.toContain("sesame");
  });

  it("names everything that is wrong at once", async () => {
    await expect(read({ PORT: "eighty", ROLE: "everything" })).rejects.toThrow(/PORT.*\nROLE/);
  });
});

describe("the secret key", () => {
  it("may be a list, the newest first, so that keys can change", async () => {
    const { secretKeys } = await read({ SECRET_KEY: `the newest of the keys, ${key}` });
    expect(secretKeys).toEqual(["the newest of the keys", key]);
  });

  it.each(["too short", `${key},short`, ","])(
    "is refused where it protects little: %s",
    async (text) => {
      await expect(read({ SECRET_KEY: text })).rejects.toThrow(/SECRET_KEY needs at least 16/);
    },
  );

  it("is made at the first start, for its owner's eyes only, and kept", async () => {
    const { secretKeys } = await read({}, path.join(dataDir, "new", "place"));
    const file = path.join(dataDir, "new", "place", "secret.key");
    expect([await readFile(file, "utf8")]).toEqual(secretKeys);
    expect(secretKeys[0]).toMatch(/^[\w-]{43}$/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(path.dirname(file))).toEqual(["secret.key"]);
    expect((await read({}, path.dirname(file))).secretKeys).toEqual(secretKeys);
  });

  it("is the same for servers that start at once", async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => read({})));
    expect(new Set(all.map(({ secretKeys }) => secretKeys[0])).size).toBe(1);
    expect(await readdir(dataDir)).toEqual(["secret.key"]);
  });

  it("is not made where one is given", async () => {
    await read({ SECRET_KEY: key });
    expect(await readdir(dataDir)).toEqual([]);
  });

  it("may have been written by hand, with a line end", async () => {
    await writeFile(path.join(dataDir, "secret.key"), `${key}\n`);
    expect((await read({})).secretKeys).toEqual([key]);
  });

  it("that can be neither read nor made is told with what to do, and never replaced", async () => {
    await writeFile(path.join(dataDir, "file"), "");
    await expect(read({}, path.join(dataDir, "file", "data"))).rejects.toThrow(
      /file.data.secret\.key can be neither read nor made \(ENOTDIR\)\. .* set SECRET_KEY/,
    );
  });
});

function read(environment: Record<string, string>, dir = dataDir) {
  return readConfig({ DATA_DIR: dir, ...environment });
}
