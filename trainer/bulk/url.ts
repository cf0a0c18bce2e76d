import { UserError } from '../errors.ts';

/** An address without `/` at its end. @throws UserError when it is none of HTTP, or has more than a path. */
export function readUrl(text: string): string {
  const url = URL.parse(text);
  const isAllowed = url !== null && ['http:', 'https:'].includes(url.protocol);
  if (!isAllowed)
    throw new UserError(`--url is ${text}, allowed an address such as https://bulk.example.com`, 2);
  if (url.username !== '' || url.password !== '')
    throw new UserError('--url has a name or a password, allowed an address: give a key as --key-file', 2);
  if (url.search !== '' || url.hash !== '')
    throw new UserError('--url has ? or #, allowed an address without them', 2);
  return url.href.replace(/\/+$/, '');
}

const LOCAL = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Whether what is sent to an address can be read on its way. */
export function isOpen(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !LOCAL.test(hostname);
}
