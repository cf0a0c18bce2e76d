const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
const IPV6_LETTERS = /^[\da-f:.]+$/i;
/** Where Cloudflare names no address, and where it is none: all of these count as one caller. */
const UNKNOWN = 'unknown';

/**
 * Who an address belongs to: an IPv4 address itself, of an IPv6 address the first 64 bits. A household or a server has at least all
 * addresses that share these, and could send each request from another.
 *
 * @param address as `CF-Connecting-IP` has it.
 */
export function ownerOf(address: string | null): string {
  if (address === null) return UNKNOWN;
  if (IPV4.test(address)) return address;
  const groups = groupsOf(address);
  if (groups === null) return UNKNOWN;
  return isMapped(groups) ? mappedIpv4(groups) : groups.slice(0, 4).join(':');
}

/** The eight groups of an IPv6 address, in small letters and without leading zeros; null where it is none. */
function groupsOf(address: string): string[] | null {
  const url = `http://[${address}]/`;
  if (!IPV6_LETTERS.test(address) || !URL.canParse(url)) return null;
  // The parser has checked it, put dotted numbers into groups, and left at most one "::" (https://url.spec.whatwg.org/#concept-ipv6-serializer).
  const [head, tail = null] = new URL(url).hostname.slice(1, -1).split('::').map(splitGroups);
  if (tail === null) return head;
  return [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
}

function splitGroups(text: string): string[] {
  return text === '' ? [] : text.split(':');
}

/** Whether it is an IPv4 address written as IPv6, ::ffff:192.0.2.1 (RFC 4291, 2.5.5.2). */
function isMapped(groups: readonly string[]): boolean {
  return groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
}

function mappedIpv4(groups: readonly string[]): string {
  const [high, low] = groups.slice(6).map((group) => Number.parseInt(group, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
