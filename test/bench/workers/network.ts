// Copied to build/bench/NAME/worker.ts, beside a model: an empty Hono route that runs the network once, on a text that it holds encoded.
import { Hono } from 'hono';
import { readModel } from '../../../src/model/file/modelfile.ts';
import { createKernel } from '../../../src/model/simd/kernel.ts';
import { encode } from '../../../src/model/text/encode.ts';
import { tokenize } from '../../../src/model/text/tokenizer.ts';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { REQUEST_TEXT } from '../../../test/bench/network.ts';
import kernel from '../../edge-kernel.wasm';
import weights from './model.safetensors';

const { config, parameters, vocabulary } = readModel(new Uint8Array(weights));
const network = createKernel(kernel, config, parameters);
const text = encode(tokenize(REQUEST_TEXT).tokens, new Vocabulary(vocabulary), config.ngramBuckets);

const app = new Hono();
app.get('/sentiment', (c) => c.json({ logit: network(text)[0] }));

export default { fetch: (request: Request) => app.fetch(request) };
