// The connection by WebSocket: one JSON text a frame.

/** Open it. `address()` gives the path with `since` and epoch as they are now; `on` has hello, frame and close(code). */
export function openSocket(address, on) {
  const url = new URL(address(), location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const socket = new WebSocket(url);
  socket.onmessage = (event) => {
    let frame;
    try {
      frame = JSON.parse(event.data);
    } catch (error) {
      return globalThis.reportError?.(error);
    }
    if (frame.t === "hello") on.hello(frame);
    else on.frame(frame);
  };
  socket.onclose = (event) => on.close(event.code);
  const send = (frame) => { if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame)); };
  return {
    send,
    ping: () => send({ t: "ping" }),
    close: () => {
      socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}
