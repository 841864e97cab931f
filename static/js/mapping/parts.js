// Lists in the rail that the server renders: fetched again when their topic moves, but only while they are seen, and not more often
// than every two seconds. One that moved unseen is fetched when it comes into view.
const REST = 2000;

/** Bind every [data-part] of the room: its value names the topic, its htmx attributes the address. */
export function attach(room) {
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      state.get(target).isSeen = isIntersecting;
      run(target);
    }
  });
  const state = new Map();

  function run(part) {
    const mine = state.get(part);
    if (!mine.due || mine.timer || !mine.isSeen) return;
    mine.due = false;
    part.dispatchEvent(new CustomEvent("fresh"));
    mine.timer = setTimeout(() => {
      mine.timer = 0;
      run(part);
    }, REST);
  }

  for (const part of room.el.querySelectorAll("[data-part]")) {
    state.set(part, { due: false, timer: 0, isSeen: false });
    seen.observe(part);
    document.body.addEventListener(`live:${part.dataset.part}`, () => {
      state.get(part).due = true;
      run(part);
    });
  }
}
