// What the compiler and the formatter leave open: no escape from the types, no promise left alone,
// every union switched to its end, files that read like a page.

import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const javascript = ["**/*.{js,mjs,cjs}"];
const tests = ["**/*.test.{ts,tsx}", "src/**/testing{.ts,/**}", "test/**"];
const toolConfigs = [
  "*.config.{js,ts}",
  ".dependency-cruiser.mjs",
  "web/vite.config.ts",
  "test/database/{embedded,postgres}.ts",
  "**/*.d.ts",
];

const noBarrels = {
  selector: "ExportAllDeclaration",
  message:
    "Import from the file that has it; a file is a room's public page only by its own words.",
};
const noDefaultExports = {
  selector: "ExportDefaultDeclaration",
  message: "A named export has one name everywhere.",
};
const noBareRegex = {
  selector:
    "CallExpression[callee.property.name=/^(toMatchObject|toEqual|toStrictEqual|objectContaining)$/] " +
    "Property > Literal[regex]",
  message: "Matches whatever stands there: say expect.stringMatching().",
};

export default defineConfig(
  globalIgnores(["**/node_modules/", "dist/", "data/", "coverage/", "src/store/database.ts"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "error",
      "max-lines": ["error", 300],
      "max-lines-per-function": ["error", 60],
      // Three, and the transaction they happen in.
      "@typescript-eslint/max-params": ["error", { max: 4 }],
      "no-restricted-syntax": ["error", noBarrels, noDefaultExports, noBareRegex],

      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "separate-type-imports", disallowTypeAnnotations: false },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],

      // Stricter by default than it helps.
      "@typescript-eslint/dot-notation": ["error", { allowIndexSignaturePropertyAccess: true }],
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/no-invalid-void-type": "off",
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // Hono's chained routes are no Hono to it.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      "@typescript-eslint/prefer-nullish-coalescing": [
        "error",
        { ignorePrimitives: { string: true, boolean: true } },
      ],
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // Connectors and stores are plain values of functions without `this`.
      "@typescript-eslint/unbound-method": "off",
    },
  },
  {
    name: "one network door",
    files: ["src/**"],
    ignores: ["src/kernel/**", ...tests],
    rules: {
      "no-restricted-globals": [
        "error",
        ...["fetch", "XMLHttpRequest", "WebSocket", "EventSource"].map((name) => ({
          name,
          message: "Requests leave through the guarded fetch of #kernel.",
        })),
      ],
    },
  },
  {
    name: "tables of routes",
    files: ["src/api/routes/**"],
    rules: { "max-lines-per-function": ["error", 120] },
  },
  {
    name: "the dashboard",
    files: ["web/**"],
    rules: {
      // A component's markup is long without being complicated.
      "max-lines-per-function": ["error", 120],
      // React ignores what an event handler returns.
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false } },
      ],
    },
  },
  {
    name: "tests",
    files: tests,
    rules: {
      "max-lines": ["error", 500],
      "max-lines-per-function": "off",
      "no-console": "off",
      // expect.any() and its like are `any`.
      "@typescript-eslint/no-unsafe-assignment": "off",
      // A test is where things go wrong on purpose.
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/prefer-promise-reject-errors": "off",
    },
  },
  { name: "the process speaks", files: ["src/main.ts"], rules: { "no-console": "off" } },
  {
    name: "tools that want a default export",
    files: toolConfigs,
    rules: { "no-restricted-syntax": ["error", noBarrels] },
  },
  {
    name: "plain JavaScript",
    files: javascript,
    extends: [tseslint.configs.disableTypeChecked],
    rules: { "no-console": "off", "@typescript-eslint/no-require-imports": "off" },
  },
);
