// A client of the peer: its own edits as Yjs updates; what comes is looked through for the marks of edits and not applied.
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import WebSocket from "ws";
import * as Y from "yjs";

import { nextEdit } from "./edits.mjs";

const NAME = "map";
const SYNC = 0;
const AUTH = 2;
const SYNC_STATUS = 8;
const DIGITS = 8;
const MARK = "@".charCodeAt(0);
let count = 0;

function message(type, write) {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, NAME);
  encoding.writeVarUint(encoder, type);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

export class Peer {
  constructor(plan, place, hear) {
    Object.assign(this, { plan, place, hear, waiting: [] });
    this.document = new Y.Doc();
    this.ready = new Promise((resolve) => (this.isReady = resolve));
    this.socket = new WebSocket(plan.urls[place % plan.urls.length].replace("http", "ws"), { perMessageDeflate: false });
    this.socket.binaryType = "nodebuffer";
    this.socket.on("open", () => this.begin());
    this.socket.on("message", (data) => this.take(data));
    this.socket.on("close", () => hear.closed());
    this.socket.on("error", () => {});
    this.document.on("update", (update) => this.send(update));
  }

  begin() {
    this.socket.send(message(AUTH, (encoder) => [0, "nobody asks", "4.7.0"].forEach((part) => this.write(encoder, part))));
    this.socket.send(message(SYNC, (encoder) => this.firstStep(encoder)));
  }

  write(encoder, part) {
    if (typeof part === "number") encoding.writeVarUint(encoder, part);
    else encoding.writeVarString(encoder, part);
  }

  firstStep(encoder) {
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint8Array(encoder, Y.encodeStateVector(this.document));
  }

  send(update) {
    this.socket.send(message(SYNC, (encoder) => [encoding.writeVarUint(encoder, 2), encoding.writeVarUint8Array(encoder, update)]));
  }

  take(data) {
    const decoder = decoding.createDecoder(data);
    decoding.readVarString(decoder);
    const type = decoding.readVarUint(decoder);
    if (type === SYNC_STATUS) this.hear.acked(this.waiting.shift());
    else if (type === SYNC) this.look(data);
  }

  look(data) {
    this.isReady();
    for (let at = data.indexOf(MARK); at >= 0; at = data.indexOf(MARK, at + 1)) {
      this.hear.saw(data.toString("latin1", at, at + 1 + DIGITS), this.place);
    }
  }

  edit() {
    count += 1;
    const id = `@${String(count).padStart(DIGITS, "0")}`;
    const { ref, field } = nextEdit(this.plan.steps);
    this.waiting.push(id);
    this.document.getMap(ref).set(`${field} ${this.document.clientID}`, id); // of its own: of two that write one key blindly, one is not sent on
    return id;
  }
}
