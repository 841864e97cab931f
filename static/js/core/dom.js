// Behaviours: an element with data-behaviour="name" is given to the attach() that a page's script registered under that name.
const behaviours = new Map();

/** Make a behaviour known and give it what is on the page already. */
export function register(name, attach) {
  behaviours.set(name, attach);
  bindAll(document);
}

/** Attach registered behaviours inside a node, once each. */
export function bindAll(root) {
  if (!root?.querySelectorAll) return;
  for (const element of root.querySelectorAll("[data-behaviour]")) {
    for (const name of element.dataset.behaviour.split(" ")) {
      const bound = (element.bound ??= new Set());
      if (behaviours.has(name) && !bound.has(name)) {
        bound.add(name);
        behaviours.get(name)(element);
      }
    }
  }
}

/** The CSRF token of the page. */
export function csrfToken() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

/** POST a form's fields in the background; resolves to the response. */
export function post(url, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrfToken(), Accept: "text/html" }, credentials: "same-origin" });
}
