import { expect, test } from "vitest";

import { parsePostmasterFile } from "./postmaster-file.ts";

const lines = ["4711", "/srv/data/postgres", "1795317235", "5432", "/srv/data/postgres", "", "1 2"];

test("the pid and the padded state are read", () => {
  expect(parsePostmasterFile([...lines, "ready   ", ""].join("\n"))).toEqual({
    pid: 4711,
    status: "ready",
  });
  expect(parsePostmasterFile([...lines, "stopping"].join("\n"))?.status).toBe("stopping");
});

test("a file that is still being written says what it can", () => {
  expect(parsePostmasterFile("")).toBeUndefined();
  expect(parsePostmasterFile("\n")).toBeUndefined();
  expect(parsePostmasterFile("not a pid\n")).toBeUndefined();
  expect(parsePostmasterFile("-1\n")).toBeUndefined();
  expect(parsePostmasterFile("4711\n/srv/data/postgres\n")).toEqual({
    pid: 4711,
    status: undefined,
  });
});
