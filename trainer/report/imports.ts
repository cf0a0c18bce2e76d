import { cardOf, type Listed } from './served.ts';

const TYPES = '../src/http/models.ts';

/**
 * The text of `build/models.ts`, which the Worker imports: wrangler bundles what static imports name. Of all models but the first it
 * says what requests need before the model is loaded.
 *
 * @param models from the root of the project, which is one folder above.
 */
export function importsOf(models: readonly Listed[]): string {
  const imports = models.flatMap(({ file }, i) => [
    `import card${i} from ${JSON.stringify(`../${cardOf(file)}`)};`,
    `import weights${i} from ${JSON.stringify(`../${file}`)};`,
  ]);
  const others = models.slice(1).map(({ model: { name, version, config } }, i) => {
    const about = JSON.stringify({ name, version, config });
    return `  { ...${about}, card: card${i + 1}, weights: weights${i + 1} },`;
  });
  return [
    '// Made by trainer/build.ts of what `npm run use` has listed.',
    `import type { OtherModel } from ${JSON.stringify(TYPES)};`,
    ...imports,
    '',
    'export { card0 as card, weights0 as weights };',
    'export const others: readonly OtherModel[] = [',
    ...others,
    '];',
    '',
  ].join('\n');
}
