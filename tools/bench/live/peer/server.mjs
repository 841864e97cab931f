// The peer: a stock Hocuspocus server that keeps its documents in SQLite, as its documentation shows it.
import { SQLite } from "@hocuspocus/extension-sqlite";
import { Server } from "@hocuspocus/server";

const [port, file] = process.argv.slice(2);
const server = new Server({ port: Number(port), address: "127.0.0.1", quiet: true, extensions: [new SQLite({ database: file })] });
await server.listen();
console.log("ready");
