// Adding a step where the drawing is not seen: a phone that shows the list alone asks for it in a dialog, which needs no connection.
import { ask, mend } from "./ask.js";
import { adding } from "./ops.js";

/** Ask for a step at a place ({before} or {after} document ids; null is the end). */
export function askStep(room, where) {
  const steps = room.rows("step").map(([, fields]) => fields);
  const after = where?.before ? (steps[steps.findIndex(({ id }) => id === where.before) - 1]?.id ?? "") : (where?.after ?? steps.at(-1)?.id ?? "");
  const places = steps.length ? [["", "In front of all"], ...steps.map((step) => [step.id, `After “${step.name}”`])] : [["", "The first one"]];
  const areas = [...new Set(steps.map(({ area }) => area).filter(Boolean))];
  ask(room, {
    title: "Add a step", button: "Add",
    questions: [
      { name: "name", label: "Name" },
      { name: "area", label: "Department or team", value: steps.find((step) => step.id === after)?.area ?? "", suggest: areas },
      { name: "after", label: "Where", type: "select", value: after, choices: places },
    ],
    done: (typed) => {
      const [name, area] = [typed.name.trim(), typed.area.trim() || null];
      if (!name) throw mend("Type the name of the step.", "name");
      const place = typed.after || !steps.length ? { after: typed.after } : { before: steps[0].id };
      room.chooseLater(room.deed(`Added “${name}”`, adding({ name, area }, place))?.ref);
    },
  });
}
