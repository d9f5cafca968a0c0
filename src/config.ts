// Environment → typed, frozen configuration. The only reader of process.env; everything has a default
// that works, and a wrong value says what to do.

import { randomBytes, randomUUID } from "node:crypto";
import { link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { hostSet } from "#kernel/http/guard.ts";
import {
  aiPricesSchema,
  aiUrlSchema,
  isProxy,
  mailFromSchema,
  splitList,
} from "./config-values.ts";
import type { AiPrices } from "./config-values.ts";

export interface Config {
  port: number;
  host: string;
  /** Where people and platforms reach this server; an origin. */
  publicUrl: string;
  dataDir: string;
  /** Undefined: the embedded server. */
  databaseUrl: string | undefined;
  /** The newest first. */
  secretKeys: readonly string[];
  role: "all" | "web" | "worker";
  allowHosts: readonly string[];
  isSandbox: boolean;
  logLevel: "silent" | "error" | "warn" | "info" | "debug";
  /** Who may have an account besides the first who signed up. */
  signUp: "open" | "invite" | "closed";
  /** Undefined: mails are only written to the log. */
  smtpUrl: string | undefined;
  /** `Name <address>`. */
  mailFrom: string;
  /** Requests per minute for each API key and each address; 0: no limit. */
  rateLimit: number;
  /** Whose word on a client's address is taken: addresses, ranges, or "loopback". */
  trustedProxies: readonly string[];
  /** Undefined: AI is off. */
  ai: AiConfig | undefined;
  /** Settings of platforms and sign-in providers: `<ID>_ORIGIN` and the like. */
  platformSetting(name: string): string | undefined;
}

/** An endpoint that speaks as OpenAI's does, and the model to ask there. */
export interface AiConfig {
  /** Without a slash at its end. */
  baseUrl: string;
  /** Undefined: the endpoint takes whoever comes, as one on the own machine does. */
  apiKey: string | undefined;
  model: string;
  /** Undefined: what an answer costs is not known. */
  prices: AiPrices | undefined;
}

export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

type Environment = Readonly<Record<string, string | undefined>>;

const minSecretLength = 16;

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  HOST: z.string().default("127.0.0.1"),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATA_DIR: z.string().default("./data"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  SECRET_KEY: z.string().optional(),
  ROLE: z.enum(["all", "web", "worker"]).default("all"),
  ALLOW_HOSTS: z.string().default(""),
  SANDBOX: z.enum(["0", "1"]).default("0"),
  LOG_LEVEL: z.enum(["silent", "error", "warn", "info", "debug"]).default("warn"),
  SIGN_UP: z.enum(["open", "invite", "closed"]).default("invite"),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: mailFromSchema.optional(),
  RATE_LIMIT: z.coerce.number().int().min(0).default(100),
  TRUSTED_PROXIES: z
    .string()
    .default("loopback")
    .transform(splitList)
    .refine((proxies) => proxies.every(isProxy), {
      error: "Give IP addresses, ranges such as 10.0.0.0/8, or the word loopback, by commas.",
    }),
  AI_BASE_URL: aiUrlSchema.optional(),
  AI_API_KEY: z.string().optional(),
  AI_MODEL: z.string().optional(),
  AI_PRICES: aiPricesSchema.optional(),
});

/** @throws ConfigError naming the variable and what it may be */
export async function readConfig(environment: Environment = process.env): Promise<Config> {
  const given = Object.entries(environment).filter(([, value]) => value !== "");
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw new ConfigError(explain(parsed.error));
  const values = parsed.data;
  const dataDir = path.resolve(values.DATA_DIR);
  const publicUrl = new URL(values.PUBLIC_URL ?? `http://localhost:${values.PORT}`);
  return Object.freeze({
    port: values.PORT,
    host: values.HOST,
    publicUrl: publicUrl.origin,
    dataDir,
    databaseUrl: values.DATABASE_URL,
    secretKeys: toKeys(values.SECRET_KEY ?? (await findSecret(dataDir))),
    role: values.ROLE,
    allowHosts: toHosts(values.ALLOW_HOSTS),
    isSandbox: values.SANDBOX === "1",
    logLevel: values.LOG_LEVEL,
    signUp: values.SIGN_UP,
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM ?? `Broadside <broadside@${publicUrl.hostname}>`,
    rateLimit: values.RATE_LIMIT,
    trustedProxies: values.TRUSTED_PROXIES,
    ai: toAi(values),
    platformSetting: (name: string) => environment[name] || undefined,
  });
}

function explain(error: z.ZodError): string {
  return error.issues
    .map((issue) => `${issue.path.join(".")} in the environment is not right: ${issue.message}`)
    .join("\n");
}

function toAi({
  AI_BASE_URL: baseUrl,
  AI_API_KEY: apiKey,
  AI_MODEL: model,
  AI_PRICES: prices,
}: z.infer<typeof schema>): AiConfig | undefined {
  if (baseUrl === undefined || model === undefined) return undefined;
  return { baseUrl, apiKey, model, prices };
}

function toKeys(text: string): string[] {
  const keys = splitList(text);
  if (keys.length > 0 && keys.every((key) => key.length >= minSecretLength)) return keys;
  throw new ConfigError(
    `SECRET_KEY needs at least ${minSecretLength} characters in every key of its comma-separated list.`,
  );
}

function toHosts(text: string): string[] {
  const hosts = splitList(text);
  try {
    hostSet(hosts);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`ALLOW_HOSTS in the environment is not right: ${why}`, { cause });
  }
  return hosts;
}

async function findSecret(dataDir: string): Promise<string> {
  try {
    return await keptSecret(dataDir);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === undefined) throw cause;
    throw new ConfigError(
      `The key in ${path.join(dataDir, "secret.key")} can be neither read nor made (${code}). Make this process's user the owner of the data directory, point DATA_DIR at another place, or set SECRET_KEY.`,
      { cause },
    );
  }
}

/** The secret in the data directory, made at the first start; two servers starting at once agree on one. */
async function keptSecret(dataDir: string): Promise<string> {
  const file = path.join(dataDir, "secret.key");
  const known = await readFile(file, "utf8").catch(unless("ENOENT"));
  if (known !== undefined) return known.trim();
  // Nobody else may list it, but the account that runs the embedded PostgreSQL under root must pass.
  await mkdir(dataDir, { recursive: true, mode: 0o711 });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, randomBytes(32).toString("base64url"), { mode: 0o600, flush: true });
  // A link appears whole or not at all, and only if nobody else's is there.
  await link(draft, file).catch(unless("EEXIST"));
  await unlink(draft);
  return (await readFile(file, "utf8")).trim();
}

/** Takes an error with this code as nothing. */
function unless(expected: string) {
  return (error: unknown): undefined => {
    if (codeOf(error) !== expected) throw error;
  };
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
