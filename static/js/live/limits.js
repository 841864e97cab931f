// What the server takes at once (live-protocol 3.9); at `hello` it says its own numbers.

export const LIMITS = { message: 65536, change: 32768, ops: 200 };
/** Bytes that a frame has around its operations, with some to spare. */
const AROUND = 256;

/** Bytes of something as JSON. */
export function bytesOf(value) {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

/** Whether operations are more than one change may have. */
export function isTooMuch(ops, limits = LIMITS) {
  return ops.length > limits.ops || bytesOf(ops) + AROUND > limits.change;
}

/** What is said of a frame that is larger than the server takes; "" for one that goes. */
export function tooLarge(frame, limits = LIMITS) {
  const [size, most] = [bytesOf(frame), Math.min(limits.change, limits.message)];
  return size > most ? `This is too large to be stored: ${Math.ceil(size / 1024)} KiB, and one change has at most ${Math.floor(most / 1024)} KiB. Shorten it, or enter it in parts.` : "";
}
