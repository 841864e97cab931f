// A client of our server where sockets are blocked: changes by POST, what came by long-poll.
import http from "node:http";

import { uuid7 } from "./edits.mjs";
import { learn, nextChange } from "./ours.mjs";

const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });
const TOKEN = "b".repeat(32);

export class Poll {
  constructor(plan, place, hear) {
    Object.assign(this, { plan, place, hear, last: plan.head, cid: uuid7(), queue: [] });
    this.path = `/api/v1/workshops/${plan.workshop}/live/changes/`;
    this.address = new URL(plan.urls[place % plan.urls.length]);
    this.cookie = `sessionid=${plan.sessions[place % plan.sessions.length]}; csrftoken=${TOKEN}`;
    this.ready = this.call("GET", `?since=${this.last}&epoch=${plan.epoch}`);
    this.ready.then(() => this.follow());
  }

  /** The JSON that the server answers. */
  call(method, query, body) {
    const headers = { Cookie: this.cookie, "X-CSRFToken": TOKEN, "Content-Type": "application/json" };
    const options = { agent, method, headers, hostname: this.address.hostname, port: this.address.port, path: this.path + query };
    return new Promise((resolve, reject) => {
      const request = http.request(options, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part) => (text += part));
        response.on("end", () => (response.statusCode === 200 ? resolve(JSON.parse(text)) : reject(new Error(`${response.statusCode} ${text.slice(0, 300)}`))));
      });
      request.on("error", reject);
      request.end(body);
    });
  }

  async follow() {
    for (;;) {
      try {
        const answer = await this.call("GET", `?since=${this.last}&wait=25&epoch=${this.plan.epoch}`);
        answer.changes.forEach((frame) => this.take(frame));
      } catch (error) {
        this.hear.closed();
        process.stderr.write(`${error}\n`);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }

  take(frame) {
    if (frame.s > this.last + 1) this.hear.gap();
    if (frame.t !== "ch" || frame.s <= this.last) return;
    this.last = frame.s;
    learn(frame);
    if (frame.id) this.hear.saw(frame.id, this.place);
  }

  edit() {
    const frame = nextChange(this.plan, this.cid);
    this.queue.push(frame);
    if (this.queue.length === 1) this.send();
    return frame.id;
  }

  async send() {
    while (this.queue.length) {
      try {
        const [answer] = (await this.call("POST", "", JSON.stringify({ changes: [this.queue[0]] }))).results;
        if (answer.t === "retry") {
          this.hear.retried();
          await new Promise((resolve) => setTimeout(resolve, answer.after));
          continue;
        }
        this.queue.shift();
        if (answer.t === "ack") this.hear.acked(answer.id);
        else this.hear.refused(answer.id, answer.why);
      } catch (error) {
        this.hear.closed();
        process.stderr.write(`${error}\n`);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }
}
