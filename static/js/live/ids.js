// Ids that a browser makes: UUIDs of version 7, which sort by the time they were made.

const BACK = 1000;
const last = { now: 0, place: 0 };

/** A new UUID v7, greater than those made before in this page: ids of one millisecond are counted, and a clock that goes back a little is
 * not followed. `now` in milliseconds; `fill` fills an array with random bytes. */
export function uuid7(now = Date.now(), fill = (bytes) => crypto.getRandomValues(bytes)) {
  const isLater = now > last.now || last.now - now >= BACK;
  last.place = isLater ? 0 : last.place + 1;
  last.now = (isLater ? now : last.now) + (last.place >> 12);
  last.place &= 0xfff;
  const bytes = fill(new Uint8Array(16));
  for (let place = 5, rest = last.now; place >= 0; place -= 1, rest = Math.floor(rest / 256)) bytes[place] = rest % 256;
  bytes[6] = 0x70 | (last.place >> 8);
  bytes[7] = last.place & 0xff;
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The kind of a record's name `kind/uuid`. */
export function kindOf(ref) {
  return ref.slice(0, ref.indexOf("/"));
}
