// A raw peer on loopback: a test decides, byte by byte, what it answers, and sees all that arrived.

import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

export interface Peer extends AsyncDisposable {
  /** host:port */
  host: string;
  port: number;
  origin: string;
  /** Whole requests in the order they arrived, heads and bodies, read as latin1. */
  requests: string[];
  /** Connections in the order they were accepted. */
  sockets: Socket[];
  /** Resolves when the first connection has come and gone. */
  firstGone: Promise<void>;
}

export interface PeerScript {
  onConnection?: (socket: Socket) => void;
  /** Called with every whole request; answers 204 by default. */
  onRequest?: (socket: Socket, request: string) => void;
}

export async function loopbackPeer(script: PeerScript = {}): Promise<Peer> {
  const requests: string[] = [];
  const sockets: Socket[] = [];
  const firstGone = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("close", () => firstGone.resolve());
    socket.on("error", () => socket.destroy());
    script.onConnection?.(socket);
    readRequests(socket, (request) => {
      requests.push(request);
      (script.onRequest ?? answer(204))(socket, request);
    });
  });
  const port = await listen(server);
  const host = `127.0.0.1:${port}`;
  const seen = { requests, sockets, firstGone: firstGone.promise };
  const close = () => endPeer(server, sockets);
  return { host, port, origin: `http://${host}`, ...seen, [Symbol.asyncDispose]: close };
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await endPeer(server, []);
  return port;
}

/** An `onRequest` that sends one whole answer and keeps the connection. */
export function answer(status: number, body = "", headers: readonly string[] = []) {
  return (socket: Socket) => {
    const length = `content-length: ${Buffer.byteLength(body)}`;
    const head = [`HTTP/1.1 ${status} Said`, ...(status === 204 ? [] : [length]), ...headers];
    socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  };
}

function readRequests(socket: Socket, onRequest: (request: string) => void): void {
  let unread = "";
  socket.on("data", (chunk) => {
    unread += chunk.toString("latin1");
    for (;;) {
      const headEnd = unread.indexOf("\r\n\r\n");
      if (headEnd === -1) return;
      const length = Number(/^content-length: *(\d+)/im.exec(unread.slice(0, headEnd))?.[1] ?? 0);
      const end = headEnd + 4 + length;
      if (unread.length < end) return;
      const request = unread.slice(0, end);
      unread = unread.slice(end);
      onRequest(request);
    }
  });
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function endPeer(server: Server, sockets: readonly Socket[]): Promise<void> {
  for (const socket of sockets) socket.destroy();
  server.close();
  await once(server, "close");
}
