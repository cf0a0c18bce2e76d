import { PROBLEM_KINDS } from '../http/problem.ts';
import { docsPage } from './docs.ts';
import { type Home, homePage } from './home.ts';
import { llmsText } from './llms.ts';
import { openApi } from './openapi.ts';
import { problemPage } from './problems.ts';
import type { Shown } from './shown.ts';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/** Of every asset; `_headers` is read by Cloudflare. Nothing is loaded but what lies here. */
const HEADERS = `/*
  Content-Security-Policy: ${POLICY}
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
  Strict-Transport-Security: max-age=15552000
/openapi.json
  Access-Control-Allow-Origin: *
/llms.txt
  Access-Control-Allow-Origin: *
`;

/** Of `/`. The first line takes away what is of every asset: a browser would keep both policies. */
const HOME_HEADERS = `/
  ! Content-Security-Policy
  Content-Security-Policy: ${POLICY}; img-src 'self'`;

/** A Web Worker has the policy of its own script (https://www.w3.org/TR/CSP3/#initialize-global-object-csp): the page itself compiles nothing. */
const BULK_HEADERS = `; worker-src 'self'
/bulk.js
  ! Content-Security-Policy
  Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'`;

/**
 * Every file that is served beside the Worker and made from its code, by its path.
 *
 * @param home null for no page at `/`.
 */
export function pages(shown: Shown, home: Home | null): Map<string, string> {
  const document = openApi(shown);
  return new Map([
    ['_headers', HEADERS + homeHeaders(home)],
    ['openapi.json', `${JSON.stringify(document)}\n`],
    ['docs.html', docsPage(document)],
    ['llms.txt', llmsText(document)],
    ...(home === null ? [] : [['index.html', homePage(home)] as const]),
    ...PROBLEM_KINDS.map((kind): [string, string] => [`problems/${kind}.html`, problemPage(kind, shown)]),
  ]);
}

function homeHeaders(home: Home | null): string {
  if (home === null) return '';
  return `${HOME_HEADERS}${'withheld' in home.bulk ? '' : BULK_HEADERS}\n`;
}
