// Scripts of the page of one map.
import { register } from "../core/dom.js";
import { attach as attachCamera } from "./camera.js";
import { attach as attachExplanation } from "./explain.js";

register("camera", (canvas) => attachCamera(canvas, document.querySelector("[data-zoom-tools]")));
register("explain", attachExplanation);
