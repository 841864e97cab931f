// A way beside what follows a step: all ways are gone, or one of them is taken with its share.
import { ask, mend } from "./ask.js";
import { branchStep } from "./linking.js";
import { valuesOf } from "./questions.js";

/** Ask for a way beside the one that follows: which step, whether all or one is taken, where they meet again. */
export function askBranch(room, [ref]) {
  const from = room.value(ref, "id");
  const leaving = room.rows("flow").filter(([, flow]) => flow.from === from && flow.kind !== "rework");
  if (!leaving.length) return void room.tell("Nothing follows this step yet. Add the step that follows, then the way beside it.");
  const reached = room.rows("flow").filter(([, flow]) => flow.from === leaving[0][1].to && flow.kind !== "rework").map(([, flow]) => flow.to);
  const choices = [["", "Nowhere: it ends there"], ...room.nodeChoices((id) => id !== from)];
  const share = Math.round(100 / (leaving.length + 1));
  ask(room, {
    title: `A way beside what follows ${room.nodeName(from)}`, button: "Branch",
    questions: [
      { name: "name", label: "First step of the new way" },
      { name: "split", label: "Which ways are taken", type: "radio", value: room.value(ref, "split") ?? "all", choices: room.datum(ref, "split").choices },
      { name: "share", label: "Share of the new way", value: `${share} %`, when: (values) => values.split === "choice" },
      { name: "into", label: "Where it meets the other way again", type: "select", value: reached.length === 1 ? reached[0] : "", choices },
    ],
    done: (typed) => {
      if (!typed.name.trim()) throw mend("Type the name of the step.", "name");
      const { share: part } = typed.split === "choice" ? valuesOf([room.datum("flow/", "share")], typed, {}) : {};
      if (typed.split === "choice" && !(typeof part === "number" && part >= 0 && part <= 100)) throw mend("Type a share from 0 to 100 %.", "share");
      const made = room.deed(`Branch “${typed.name.trim()}”`, (draft) => branchStep(draft, from, { name: typed.name.trim(), area: room.value(ref, "area") }, { split: typed.split, share: part, into: typed.into }));
      room.chooseLater(made?.ref);
    },
  });
}
