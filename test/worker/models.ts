// What `build/models.ts` is where nothing was chosen.
import type { OtherModel } from '../../src/http/models.ts';
import card from '../../src/weights/default.json';
import weights from '../../src/weights/default.safetensors';

export { card, weights };
export const others: readonly OtherModel[] = [];
