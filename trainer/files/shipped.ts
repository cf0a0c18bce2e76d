import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where the model that ships lies: in the repository, then in the package, whose root is `dist/`. */
const PLACES = [join(ROOT, 'src', 'weights', 'default.safetensors'), join(ROOT, 'weights.bin')];

/** The model that ships; undefined where it was removed. */
export function shippedModel(): string | undefined {
  return PLACES.find((path) => existsSync(path));
}

/** What names the model that ships, where a file is asked for. */
const NAME = 'default';

/** The file that a user means by a path: the model that ships by `default`, unless a file of that name is here. */
export function modelPath(path: string): string {
  return path === NAME && !existsSync(path) ? (shippedModel() ?? path) : path;
}
