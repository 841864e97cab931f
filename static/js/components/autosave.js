// <vsm-autosave> around a form: sends it a moment after the last change. The form keeps its button, which does the same without scripts.
import { define, Element } from "../core/dom.js";
import { post } from "../core/http.js";
import { savedAt, setStatus } from "../core/status.js";

const PAUSE = 900;

/** The names of a form's hidden fields that every save renews: revisions and the values the form was rendered with. */
export function isRenewed(name) {
  return /(^|-)rev_/.test(name) || /(^|-)initial-/.test(name);
}

class VsmAutosave extends Element {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form?.addEventListener("input", () => this.later());
    this.form?.addEventListener("submit", () => clearTimeout(this.timer));
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  later() {
    clearTimeout(this.timer);
    setStatus("saving", "Saving");
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  /** Send what is typed. What the server does not take is sent once more as a page, which shows both values or what to type. */
  async save() {
    if (this.busy) return this.later();
    this.busy = true;
    try {
      const response = await post(this.form.action, new FormData(this.form));
      if (!response.ok) return this.form.requestSubmit();
      this.renew(new DOMParser().parseFromString(await response.text(), "text/html"));
      setStatus("saved", savedAt(new Date()));
    } catch {
      setStatus("offline", "Offline, not saved yet");
    } finally {
      this.busy = false;
    }
  }

  /** Take revisions and first values from the answer, so that the next save is based on this one. */
  renew(page) {
    for (const field of this.form.elements) {
      if (!isRenewed(field.name)) continue;
      const fresh = page.querySelector(`[name="${CSS.escape(field.name)}"]`);
      if (fresh) field.value = fresh.value;
    }
    for (const field of this.form.elements) {
      if ("defaultValue" in field) field.defaultValue = field.value;
      if ("defaultChecked" in field) field.defaultChecked = field.checked;
    }
  }
}

define("vsm-autosave", VsmAutosave);
