/** The forms of /docs: each sends its request, and shows it as curl and what is answered. */

/** A word of a shell. */
const quoted = (/** @type {string} */ text) => `'${text.replaceAll("'", "'\\''")}'`;

/** @param {HTMLFormElement} form */
function readRequest(form) {
  const { method = 'GET', path = '/' } = form.dataset;
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== '') query.append(name, String(value));
  const search = query.size > 0 ? `?${query}` : '';
  /** @type {Record<string, string>} */
  const headers = {};
  const key = /** @type {HTMLInputElement} */ (document.querySelector('#key')).value;
  if (key !== '') headers.Authorization = `Bearer ${key}`;
  /** @type {HTMLTextAreaElement | null} */
  const body = form.querySelector('.body');
  /** @type {HTMLSelectElement | null} */
  const example = form.querySelector('.example');
  if (example !== null) headers['Content-Type'] = example.selectedOptions[0].dataset.type ?? '';
  return { method, url: `${location.origin}${path}${search}`, headers, body: body?.value };
}

/** @param {ReturnType<typeof readRequest>} request */
function curl({ url, headers, body }) {
  // The key stays out of what may be copied.
  const shown = { ...headers, ...(headers.Authorization && { Authorization: 'Bearer KEY' }) };
  const options = Object.entries(shown).map(([name, value]) => ` -H ${quoted(`${name}: ${value}`)}`);
  return `curl${options.join('')}${body === undefined ? '' : ` --data-binary ${quoted(body)}`} ${quoted(url)}`;
}

/** @param {Response} response @param {string} text */
function pretty(response, text) {
  const isLines = response.headers.get('Content-Type') === 'application/x-ndjson';
  return isLines ? text : JSON.stringify(JSON.parse(text), null, 2);
}

/** @param {HTMLFormElement} form */
async function send(form) {
  const request = readRequest(form);
  const { method, url, headers, body } = request;
  const shown = /** @type {HTMLElement} */ (form.querySelector('output pre'));
  const line = /** @type {HTMLElement} */ (form.querySelector('.curl'));
  line.textContent = curl(request);
  try {
    const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    shown.textContent = `${response.status}\n${pretty(response, await response.text())}`;
  } catch (error) {
    shown.textContent = `no answer: ${error}`;
  }
}

/** @param {HTMLFormElement} form */
function fill(form) {
  /** @type {HTMLSelectElement | null} */
  const example = form.querySelector('.example');
  /** @type {HTMLTextAreaElement | null} */
  const body = form.querySelector('.body');
  if (example === null || body === null) return;
  const choose = () => {
    body.value = example.selectedOptions[0].dataset.body ?? '';
  };
  example.addEventListener('change', choose);
  choose();
}

for (const form of document.forms) {
  fill(form);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(form);
  });
}
