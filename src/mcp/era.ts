import { decode } from '../http/bytes.ts';
import { readHeader } from '../http/header.ts';
import { show } from '../http/problem.ts';
import {
  failed,
  HEADER_MISMATCH,
  INVALID_PARAMS,
  isObject,
  type Message,
  type Reply,
  refused,
  UNSUPPORTED_VERSION,
} from './message.ts';

/** Every request says by itself which revision it speaks: nothing is remembered. */
export const MODERN = '2026-07-28';
/** Revisions that begin with `initialize`, the latest first. Most clients speak one of them. */
export const LEGACY: readonly string[] = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];

/** Whose rules a request is answered by. */
export type Era = 'modern' | 'legacy';

const VERSION_HEADER = 'MCP-Protocol-Version';
/** Of the reserved fields of `_meta`. */
const PREFIX = 'io.modelcontextprotocol/';
const VERSION_FIELD = `${PREFIX}protocolVersion`;
const CAPABILITIES_FIELD = `${PREFIX}clientCapabilities`;
export const SERVER_FIELD = `${PREFIX}serverInfo`;

/**
 * The era of a request, or why it has none: its body decides, and its headers have to agree
 * (https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#server-validation).
 */
export function readEra(request: Request, { method, params }: Message): Era | Reply {
  const header = readHeader(request, VERSION_HEADER);
  if (!header.ok) return failed(header.failure);
  const meta = isObject(params._meta) ? params._meta : {};
  const version = meta[VERSION_FIELD];
  if (version === undefined && header.value !== MODERN) return legacyEra(header.value);
  if (typeof version !== 'string' || !isObject(meta[CAPABILITIES_FIELD])) {
    const needed = `"${VERSION_FIELD}", a string, and "${CAPABILITIES_FIELD}", an object`;
    return refused(400, INVALID_PARAMS, `"params._meta" lacks one of ${needed}.`);
  }
  const wrong = disagreement(request, VERSION_HEADER, version);
  if (wrong !== null) return wrong;
  if (version !== MODERN) return unsupported(version);
  const name = method === 'tools/call' ? params.name : undefined;
  return disagreement(request, 'Mcp-Method', method) ?? disagreement(request, 'Mcp-Name', name) ?? 'modern';
}

/** Without a version 2025-03-26 is assumed, as its successors ask for: the answers are the same in all. */
function legacyEra(version: string | null): Era | Reply {
  return version === null || LEGACY.includes(version) ? 'legacy' : unsupported(version);
}

/** What is wrong with a header that has to repeat a text of the body; null where nothing is. */
function disagreement(request: Request, name: string, value: unknown): Reply | null {
  if (typeof value !== 'string') return null;
  const header = readHeader(request, name);
  if (!header.ok) return failed(header.failure);
  if (header.value !== null && plain(header.value) === value) return null;
  const received = header.value === null ? 'missing' : show(header.value);
  return refused(
    400,
    HEADER_MISMATCH,
    `The header "${name}" is ${received}, allowed ${show(value)} as in the body.`,
  );
}

/** What a header says that may be `=?base64?…?=`, Base64 of UTF-8; null where it is no such thing. */
function plain(header: string): string | null {
  const base64 = /^=\?base64\?(.*)\?=$/.exec(header)?.[1];
  if (base64 === undefined) return header;
  try {
    return decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  } catch {
    return null;
  }
}

function unsupported(requested: string): Reply {
  const supported = [MODERN, ...LEGACY];
  const message = `The protocol version is ${show(requested)}, allowed ${supported.join(', ')}.`;
  return refused(400, UNSUPPORTED_VERSION, message, { supported, requested });
}
