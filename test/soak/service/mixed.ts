/** Honest requests of all kinds, all answered with 200. */

type Sent = { path: string; init?: RequestInit };

const REVIEW =
  'The first half is slow. The acting is superb, though! I would see it again, but not at that price. ';
const CHINESE = '剧情很好,演员也不错。就是太长了!';
const TEXTS = [
  REVIEW,
  CHINESE,
  'good',
  'Never boring, always surprising.',
  REVIEW.repeat(8),
  CHINESE.repeat(20),
];
const OPTIONS = [
  '',
  'explain=true',
  'sentences=true',
  'explain=true&sentences=true&top_k=2&threshold=0.6',
  'language=en',
  'format=huggingface',
];

function body(method: string, value: unknown, options: string): Sent {
  const init = { method, body: JSON.stringify(value), headers: { 'Content-Type': 'application/json' } };
  return { path: `/sentiment?${options}`, init };
}

function lines(method: string, options: string): Sent {
  const values = TEXTS.flatMap((text, i) => [text, { text, id: i }]);
  const text = values.map((value) => `${JSON.stringify(value)}\n`).join('');
  return {
    path: `/sentiment?${options}`,
    init: { method, body: text, headers: { 'Content-Type': 'application/x-ndjson' } },
  };
}

const ONE = TEXTS.flatMap((text) =>
  OPTIONS.flatMap((options) => [
    { path: `/sentiment?${new URLSearchParams({ text })}&${options}` },
    body('POST', { text }, options),
    body('QUERY', { text }, options),
  ]),
);
const SHORT = ['good', 'bad film', 'not bad at all', CHINESE];
const SEVERAL = OPTIONS.flatMap((options) => [
  body('POST', { texts: SHORT }, options),
  body('QUERY', { texts: Array(10).fill('good') }, options),
]);
const WITH_IDS = OPTIONS.filter((options) => !options.startsWith('format')).flatMap((options) => [
  body('POST', { items: SHORT.map((text, id) => ({ text, id })) }, options),
  lines('POST', options),
  lines('QUERY', options),
]);
const REQUESTS: Sent[] = [...ONE, ...SEVERAL, ...WITH_IDS, { path: '/health' }, { path: '/model' }];

/** Sends them over and over on so many connections. @returns how many were answered, and answers that are none of theirs. */
export async function sendMixed(
  url: string,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<{ answered: number; wrong: string[] }> {
  const end = performance.now() + 1000 * seconds;
  const wrong: string[] = [];
  let answered = 0;
  const connect = async (first: number) => {
    for (let i = first; performance.now() < end; i++) {
      const { path, init } = REQUESTS[i % REQUESTS.length];
      const response = await fetch(`${url}${path}`, init);
      const text = await response.text();
      if (response.status !== 200) wrong.push(`${response.status} to ${path}: ${text.slice(0, 200)}`);
      answered++;
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, i) => connect(i * 7)));
  return { answered, wrong };
}
