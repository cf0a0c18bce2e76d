import { PROBLEM_KINDS } from '../http/problem.ts';
import { docsPage } from './docs.ts';
import { llmsText } from './llms.ts';
import { openApi } from './openapi.ts';
import { problemPage } from './problems.ts';
import type { Shown } from './shown.ts';

/** Of every asset; `_headers` is read by Cloudflare. Nothing is loaded but what lies here. */
const HEADERS = `/*
  Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
  Strict-Transport-Security: max-age=15552000
/openapi.json
  Access-Control-Allow-Origin: *
/llms.txt
  Access-Control-Allow-Origin: *
`;

/** Every file that is served beside the Worker and made from its code, by its path. */
export function pages(shown: Shown): Map<string, string> {
  const document = openApi(shown);
  return new Map([
    ['_headers', HEADERS],
    ['openapi.json', `${JSON.stringify(document)}\n`],
    ['docs.html', docsPage(document)],
    ['llms.txt', llmsText(document)],
    ...PROBLEM_KINDS.map((kind): [string, string] => [`problems/${kind}.html`, problemPage(kind, shown)]),
  ]);
}
