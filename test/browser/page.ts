import { until } from '../contract/dev.ts';
import type { Devtools, Event, Values } from './devtools.ts';

/** A request of the page or of its Web Workers. */
export type Sent = { method: string; url: string; body: string | undefined };

/** One page of a browser, and what it sends. */
export class Page {
  readonly #devtools: Devtools;
  readonly #session: string;
  /** Of the page and its Web Workers. */
  readonly #sessions: Set<string>;
  /** All that was sent so far. */
  readonly sent: Sent[] = [];
  /** Requests that wait for `release`. */
  readonly held: string[] = [];
  /** What the browser complained about: policies that were broken, errors that nobody caught. */
  readonly complaints: string[] = [];

  private constructor(devtools: Devtools, session: string) {
    this.#devtools = devtools;
    this.#session = session;
    this.#sessions = new Set([session]);
  }

  static async of(devtools: Devtools, session: string): Promise<Page> {
    const page = new Page(devtools, session);
    devtools.listen((event) => page.#hear(event));
    for (const domain of ['Page', 'Runtime', 'Network', 'Log', 'DOM']) await page.call(`${domain}.enable`);
    // As if its window were in front: only there may a page copy.
    await page.call('Emulation.setFocusEmulationEnabled', { enabled: true });
    // Web Workers wait until their requests are listened to.
    const attach = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true };
    await page.call('Target.setAutoAttach', attach);
    return page;
  }

  call(method: string, params: Values = {}, session = this.#session): Promise<Values> {
    return this.#devtools.call(method, params, session);
  }

  async open(url: string): Promise<void> {
    await this.call('Page.navigate', { url });
    await this.until("document.readyState === 'complete' && location.protocol !== 'about:'");
  }

  /** The value of an expression in the page. @throws Error when it throws. */
  async evaluate<Value = unknown>(expression: string): Promise<Value> {
    // As if a person had done it: some things a page may do only then.
    const options = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const answer = await this.call('Runtime.evaluate', options);
    const { result, exceptionDetails } = answer as { result: { value: Value }; exceptionDetails?: Values };
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return result.value;
  }

  until(expression: string): Promise<void> {
    return until(() => this.evaluate<boolean>(expression));
  }

  /** What an element shows. */
  text(selector: string): Promise<string> {
    return this.evaluate(`document.querySelector(${JSON.stringify(selector)}).textContent`);
  }

  /** Empties a field and types into it, as a person's keys do. */
  async type(selector: string, text: string): Promise<void> {
    await this.evaluate(
      `(() => { const field = document.querySelector(${JSON.stringify(selector)}); field.focus(); field.select(); })()`,
    );
    await this.call('Input.insertText', { text });
  }

  click(selector: string): Promise<void> {
    return this.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`);
  }

  /** Chooses a file that a test has made. */
  async choose(selector: string, path: string): Promise<void> {
    const { root } = (await this.call('DOM.getDocument')) as { root: { nodeId: number } };
    const { nodeId } = await this.call('DOM.querySelector', { nodeId: root.nodeId, selector });
    await this.call('DOM.setFileInputFiles', { nodeId, files: [path] });
  }

  /** Holds requests whose address matches back until `release`. @param pattern with `*` for anything. */
  async hold(pattern: string): Promise<void> {
    await this.call('Fetch.enable', { patterns: [{ urlPattern: pattern }] });
  }

  /** Lets go what is held; what comes later is held again. */
  async release(): Promise<void> {
    for (const requestId of this.held.splice(0)) await this.call('Fetch.continueRequest', { requestId });
  }

  /** Puts what the page downloads into a folder. */
  async saveTo(downloadPath: string): Promise<void> {
    await this.call('Page.setDownloadBehavior', { behavior: 'allow', downloadPath });
  }

  /** What the page looks as: on a dark ground, or so many CSS pixels wide. */
  async show({
    scheme = 'light',
    width = 900,
  }: {
    scheme?: 'light' | 'dark';
    width?: number;
  }): Promise<void> {
    const features = [{ name: 'prefers-color-scheme', value: scheme }];
    await this.call('Emulation.setEmulatedMedia', { features });
    const metrics = { width, height: 900, deviceScaleFactor: 1, mobile: width < 500 };
    await this.call('Emulation.setDeviceMetricsOverride', metrics);
  }

  #hear({ method, params, sessionId }: Event): void {
    if (sessionId === undefined || !this.#sessions.has(sessionId)) return;
    if (method === 'Target.attachedToTarget') this.#join(String(params.sessionId));
    if (method === 'Network.requestWillBeSent') {
      const request = params.request as { method: string; url: string; postData?: string };
      this.sent.push({ method: request.method, url: request.url, body: request.postData });
    }
    if (method === 'Fetch.requestPaused') this.held.push(String(params.requestId));
    if (method === 'Log.entryAdded') this.complaints.push(String((params.entry as Values).text));
    if (method === 'Runtime.exceptionThrown') this.complaints.push(JSON.stringify(params.exceptionDetails));
  }

  async #join(session: string): Promise<void> {
    this.#sessions.add(session);
    await this.call('Network.enable', {}, session);
    await this.call('Runtime.enable', {}, session);
    await this.call('Runtime.runIfWaitingForDebugger', {}, session);
  }
}
