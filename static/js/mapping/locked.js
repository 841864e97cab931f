// What is said where a locked step is in the way.

/** "The coach has locked “Tests”. You can read it." */
export function lockWords(room, ref) {
  return `The coach has locked “${room.lockOn(ref)}”. You can read it.`;
}

/** Let a field be read but not written; texts stay where the cursor can go, so that they can be read to the end and copied. */
export function close(input, isClosed) {
  if (input.matches("textarea, input:not([type=radio], [type=checkbox])")) input.readOnly = isClosed;
  else input.disabled = isClosed;
}
