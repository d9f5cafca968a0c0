// Two rules of the house that no other tool knows, checked on the syntax tree of every file of src
// and web (tests are exempt) of the project in the current folder:
// (a) a platform is named only in its own folder; (b) only src/config.ts reads the environment.

import { existsSync, globSync, readFileSync, readdirSync } from "node:fs";
import ts from "typescript";

const platformsFolder = "src/platforms";
const platforms = existsSync(platformsFolder)
  ? readdirSync(platformsFolder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
  : [];

const files = globSync("{src,web}/**/*.{ts,tsx}", {
  exclude: (path) => /(^|\/)node_modules($|\/)/.test(path),
}).filter((path) => !/(\.test\.tsx?|\/testing\.ts|\/testing\/.*)$/.test(path));
const findings = files.sort().flatMap((path) => findingsIn(path.replaceAll("\\", "/")));

for (const finding of findings) console.error(finding);
if (findings.length > 0) process.exitCode = 1;
else console.log(`${files.length} files keep the rules of the house.`);

function findingsIn(path) {
  const source = ts.createSourceFile(
    path,
    readFileSync(path, "utf8"),
    ts.ScriptTarget.Latest,
    true,
  );
  const found = [];
  const report = (node, message) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push(`${path}:${line + 1} ${message}`);
  };
  const visit = (node) => {
    const platform = path.startsWith(`${platformsFolder}/`) ? undefined : platformNamedBy(node);
    if (platform !== undefined) {
      report(node, `names the platform "${platform}": what differs belongs in its connector.`);
    }
    if (path.startsWith("src/") && path !== "src/config.ts" && readsEnvironment(node)) {
      report(node, "reads the environment: take it as an argument; src/config.ts reads it.");
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

// "bluesky", `bluesky`, "/connections/bluesky", { bluesky: … } and names.bluesky, but no prose and no
// imports (the walls guard those). An id as short as "x" counts only as a whole string: `point.x`.
function platformNamedBy(node) {
  if (isModuleName(node)) return undefined;
  const whole = ts.isStringLiteralLike(node) ? node.text : undefined;
  const member = memberName(node);
  return platforms.find(
    (id) => whole === id || (id.length > 2 && (member === id || wordsOf(whole).includes(id))),
  );
}

function isModuleName(node) {
  const { parent } = node;
  return (
    parent !== undefined &&
    (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) &&
    parent.moduleSpecifier === node
  );
}

function memberName(node) {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  const named = ts.isPropertyAssignment(node) || ts.isPropertySignature(node);
  return named && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

function wordsOf(text = "") {
  return /\s/.test(text) ? [] : text.split(/[^A-Za-z0-9]+/);
}

function readsEnvironment(node) {
  if (ts.isPropertyAccessExpression(node)) {
    return node.name.text === "env" && isProcess(node.expression);
  }
  if (ts.isElementAccessExpression(node)) {
    return isProcess(node.expression) && isText(node.argumentExpression, "env");
  }
  if (ts.isVariableDeclaration(node) && node.initializer && isProcess(node.initializer)) {
    return ts.isObjectBindingPattern(node.name) && node.name.elements.some(bindsEnvironment);
  }
  if (ts.isImportDeclaration(node) && /^(node:)?process$/.test(node.moduleSpecifier.text)) {
    const names = node.importClause?.namedBindings;
    return names !== undefined && ts.isNamedImports(names) && names.elements.some(bindsEnvironment);
  }
  return false;
}

function isProcess(node) {
  return /^(globalThis\.)?process$/.test(node.getText());
}

function isText(node, text) {
  return ts.isStringLiteralLike(node) && node.text === text;
}

function bindsEnvironment(element) {
  return (element.propertyName ?? element.name).getText() === "env";
}
