import { createApp } from './app.ts';
import { loadClassifier } from './model/classifier.ts';
import card from './weights/default.json';
import weights from './weights/default.safetensors';

const app = createApp(loadClassifier(new Uint8Array(weights), card), card);

export default { fetch: (request) => app.fetch(request) } satisfies ExportedHandler;
