/** The element of the page with this id. @throws TypeError when there is none of this kind. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new TypeError(`#${id} is ${found?.tagName ?? 'missing'}, needed is a ${kind.name}`);
}

type Child = Node | string | false;

/** A new element. What is false among the children is left out. */
export function make(
  tag: string,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== false));
  return element;
}

/** Puts text into a live region, which speaks it: not again where it is there already. */
export function say(region: HTMLElement, text: string): void {
  if (region.textContent !== text) region.textContent = text;
}

/** A share of one, as people read it. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
