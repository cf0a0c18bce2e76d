import type { Member } from './members.ts';

const MAX_NAMED = 3;

/** What the line of the bar says besides: fits over all machines, and which machines there are. */
export class Status {
  readonly #running = new Set<string>();
  #machines: string[] = [];
  done = 0;
  failed = 0;

  begin(fit: string): void {
    this.#running.add(fit);
  }

  end(fit: string): void {
    this.#running.delete(fit);
  }

  /** Takes who is there now. @returns what has changed, in lines. */
  meet(members: readonly Member[]): string[] {
    const now = members
      .filter(({ role }) => role === 'machine')
      .map(({ name }) => name)
      .sort();
    const before = this.#machines;
    this.#machines = now;
    const come = now.filter((name) => !before.includes(name));
    const gone = before.filter((name) => !now.includes(name));
    const left = `${now.length} ${now.length === 1 ? 'machine' : 'machines'} now`;
    return [
      ...(come.length > 0 ? [`joined: ${named(come)}; ${left}`] : []),
      ...(gone.length > 0 ? [`gone: ${named(gone)}; ${left}`] : []),
    ];
  }

  get machines(): number {
    return this.#machines.length;
  }

  text(): string {
    const counts = `${this.done} done, ${this.#running.size} running, ${this.failed} failed`;
    return `${counts} on ${this.#machines.length === 0 ? 'no machine' : named(this.#machines)}`;
  }
}

function named(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return names.slice(0, MAX_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
