// The walls between the rooms. Run by scripts/walls.mjs; every rule is seen to fire in
// test/checks/walls.test.ts.

/** Bottom to top; the rooms of one floor are siblings. A room imports only from floors below its own. */
const floors = [
  ["kernel"],
  ["text"],
  ["store", "connector"],
  ["people"],
  ["media", "connections"],
  ["posts"],
  ["captions"],
  ["quota"],
  ["delivery"],
  ["workflows"],
  ["notices"],
  ["api"],
];

const rooms = floors.flat();
/** A test, or what tests share: a `testing.ts` or a folder of that name. */
const test = String.raw`(\.test\.tsx?$|/testing\.ts$|/testing/)`;
/** The process and what puts the rooms together: the files directly in src. */
const roof = "^src/[^/]+\\.ts$";
const app = "^src/app\\.ts$";
const loader = "^src/platforms/load\\.ts$";
const contract = "^src/api/contract/";

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...floors
      .slice(0, -1)
      .flatMap((siblings, index) =>
        siblings.map((room) => floorRule(room, floors.slice(0, index).flat())),
      ),
    error({
      name: "every-room-has-a-floor",
      comment: "A folder of src that is on no floor has no walls: give it a place in `floors`.",
      from: {},
      to: { path: `^src/(?!(${[...rooms, "platforms"].join("|")})/)[^/]+/` },
    }),
    error({
      name: "platforms-are-leaves",
      comment:
        "Adding a platform is one folder and nothing else: it stands on the kernel, text and the connector kit alone.",
      from: { path: "^src/platforms/([^/]+)/" },
      to: { path: "^src/", pathNot: ["^src/(kernel|text|connector)/", "^src/platforms/$1/"] },
    }),
    error({
      name: "the-loader-knows-no-platform",
      comment: "Platforms are found by scanning their folder, so that none has to be named.",
      from: { path: loader },
      to: { path: "^src/", pathNot: "^src/(kernel|text|connector)/" },
    }),
    error({
      name: "only-app-loads-platforms",
      comment: "The rest of the product works on whatever connectors it is handed.",
      from: { path: "^src/", pathNot: [app, "^src/platforms/", test] },
      to: { path: "^src/platforms/" },
    }),
    error({
      name: "platforms-enter-by-the-loader",
      comment: "app.ts and tests get connectors as production does: from the folder scan.",
      from: { path: [app, "^src/(?!platforms/).*" + test] },
      to: { path: "^src/platforms/", pathNot: loader },
    }),
    error({
      name: "fakes-enter-by-the-loader",
      comment:
        "A fake is loaded when the sandbox or a test asks for it, never along with its connector.",
      from: { path: "^(src|test)/", pathNot: "^src/platforms/.*" + test },
      to: { path: "^src/platforms/[^/]+/fake\\.ts$" },
    }),
    error({
      name: "config-is-handed-down",
      comment: "Rooms take what they need as arguments; only the process knows its configuration.",
      from: { path: "^src/[^/]+/" },
      to: { path: "^src/config\\.ts$" },
    }),
    error({
      name: "nothing-stands-on-the-roof",
      comment: "What puts the rooms together is known to none of them.",
      from: { path: "^src/[^/]+/" },
      to: { path: roof, pathNot: "^src/config\\.ts$" },
    }),
    error({
      name: "no-cycles",
      comment: "Two modules that need each other are one module, or lack a third.",
      from: {},
      to: { circular: true },
    }),
    error({
      name: "no-test-code-in-the-product",
      comment: "What only tests need must not be shipped.",
      from: { path: "^(src|web)/", pathNot: test },
      to: { path: ["^test/", test] },
    }),
    error({
      name: "one-network-door",
      comment:
        "Every request that leaves passes the guarded fetch (hosts, sizes, times, redaction), so raw clients stay in the kernel.",
      from: {
        path: "^src/",
        pathNot: ["^src/kernel/", "^src/connector/serve-fake\\.ts$", test],
      },
      to: {
        path: [
          "^(node:)?(http|https|http2)$",
          "(^|node_modules/)(undici|axios|got|node-fetch)(/|$)",
        ],
        dependencyTypesNot: ["type-only"],
      },
    }),
    error({
      name: "one-listening-door",
      comment: "The product listens in one place, on the roof.",
      from: { path: "^src/[^/]+/", pathNot: test },
      to: { path: "(^|node_modules/)@hono/node-server(/|$)", dependencyTypesNot: ["type-only"] },
    }),
    error({
      name: "the-dashboard-sees-the-contract",
      comment:
        "The dashboard is a client like any other: it knows the API's schemas and the counter.",
      from: { path: "^web/" },
      to: { path: "^(src|test|scripts)/", pathNot: [contract, "^src/text/"] },
    }),
    error({
      name: "the-contract-is-schemas",
      comment:
        "Browsers and API clients use it: schemas, and types of the kernel, nothing that runs.",
      from: { path: contract, pathNot: test },
      to: {
        pathNot: [contract, "^src/kernel/", "(^|node_modules/)(zod|@hono/zod-openapi)(/|$)"],
      },
    }),
    error({
      name: "browsers-take-types-from-the-kernel",
      comment: "A value of the kernel may need Node; its types need nothing.",
      from: { path: [contract, "^src/text/"], pathNot: test },
      to: { path: "^src/kernel/", dependencyTypesNot: ["type-only"] },
    }),
    error({
      name: "browsers-have-no-node",
      comment: "What the dashboard loads runs without Node.",
      from: {
        path: ["^web/", contract, "^src/text/"],
        pathNot: ["^web/vite\\.config\\.ts$", test],
      },
      to: { dependencyTypes: ["core"] },
    }),
    error({
      name: "the-product-installs-what-it-imports",
      comment: "A package that only development installs is absent where the product runs.",
      from: { path: "^src/", pathNot: test },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg"], dependencyTypesNot: ["type-only"] },
    }),
    error({
      name: "every-import-leads-somewhere",
      comment: "An import that cannot be resolved passes every other wall unseen.",
      from: {},
      to: { couldNotResolve: true },
    }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|data)/" },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".d.ts", ".mjs", ".js", ".cjs", ".json"],
    },
  },
};

function floorRule(room, below) {
  return error({
    name: `floor-of-${room}`,
    comment:
      below.length === 0
        ? `The ${room} is the ground floor: it imports no other room.`
        : `${room} may import only what is below it: ${below.join(", ")}. An arrow the other way makes everything depend on everything.`,
    from: { path: `^src/${room}/` },
    to: {
      path: `^src/(${rooms.join("|")})/`,
      pathNot: `^src/(${[...below, room].join("|")})/`,
    },
  });
}

function error(rule) {
  return { severity: "error", ...rule };
}
