// Requests to our own server: same origin, with the page's CSRF token.

/** The CSRF token of the page; every page of a signed-in person has a form. */
export function csrfToken(root = document) {
  return root.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

/** The fields of an object as a form's body; lists give a field several times, null and undefined are left out. */
export function bodyOf(fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== undefined) body.append(name, one);
  }
  return body;
}

/** POST fields (an object or FormData) and resolve to the response, whatever its status; rejects only without a connection. `more` is for fetch. */
export function post(url, fields, headers = {}, more = {}) {
  const body = fields instanceof FormData ? fields : bodyOf(fields);
  return fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrfToken(), Accept: "text/html", ...headers }, credentials: "same-origin", ...more });
}
