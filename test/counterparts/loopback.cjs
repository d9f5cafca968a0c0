// Loaded with `node --require`: a server that names no host, or every host, listens on 127.0.0.1 alone.
// The servers of this folder give only a port, which Node takes to mean every interface.

const { Server } = require("node:net");

const loopback = "127.0.0.1";
const everyHost = new Set([undefined, null, "", "::", "0.0.0.0"]);
const listen = Server.prototype.listen;

Server.prototype.listen = function listenOnLoopback(...args) {
  return listen.apply(this, onLoopback(args));
};

// The forms of listen(): (options, …), (port?, host?, backlog?, …), (path, …), (handle, …).
function onLoopback(args) {
  const [first, ...rest] = args;
  if (typeof first === "object" && first !== null) {
    const isPort = first.port !== undefined && first.path === undefined;
    return isPort && everyHost.has(first.host) ? [{ ...first, host: loopback }, ...rest] : args;
  }
  if (first === undefined || first === null || typeof first === "function") {
    return [0, loopback, ...args.filter((arg) => typeof arg === "function")];
  }
  if (!/^\d+$/.test(String(first))) return args;
  if (typeof rest[0] === "string" && !everyHost.has(rest[0])) return args;
  const afterHost = everyHost.has(rest[0]) ? rest.slice(1) : rest;
  return [first, loopback, ...afterHost];
}
