import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { OPTION_NAMES, TextArguments } from '../../src/http/schema.ts';
import { TOOL_NAMES } from '../../src/mcp/tools.ts';
import { Classification } from '../../src/page/answers.ts';
import { toolsText } from '../../src/page/tools.ts';
import card from '../../src/weights/default.json' with { type: 'json' };

type Schema = { properties: Record<string, { type: string; description?: string }>; required: string[] };
type Tool = { name: string; description: string; inputSchema: Schema; outputSchema: Schema };

const { tools: text } = JSON.parse(readFileSync(new URL('../../build/build.json', import.meta.url), 'utf8'));
const tools: Tool[] = JSON.parse(text);
const [one, several] = tools;

describe('the tools of /mcp', () => {
  it('are listed by the Worker as the code describes them', () => expect(text).toBe(toolsText(card.labels)));

  it('are all described', () => {
    expect(tools.map(({ name }) => name)).toEqual(TOOL_NAMES);
    for (const { description } of tools) expect(description).toMatch(/\.$/);
  });

  it('take every option but format, and say what it does', () => {
    const options = OPTION_NAMES.filter((name) => name !== 'format');
    expect(Object.keys(TextArguments.entries)).toEqual(['text', ...options]);
    expect(Object.keys(one.inputSchema.properties)).toEqual(['text', ...options]);
    expect(Object.keys(several.inputSchema.properties)).toEqual(['texts', ...options]);
    for (const { inputSchema } of tools) {
      for (const name of options) expect(inputSchema.properties[name].description).toMatch(/\.$/);
    }
  });

  it('name every field of an answer', () => {
    const fields = Object.keys(Classification.entries).filter((name) => name !== 'id');
    expect(Object.keys(one.outputSchema.properties)).toEqual(fields);
  });

  it('have schemas that are JSON Schema 2020-12, and that take what is taken', () => {
    const ajv = new Ajv2020({ strict: true, strictRequired: false });
    const takes = ajv.compile(one.inputSchema);
    const takesSeveral = ajv.compile(several.inputSchema);
    expect(
      takes({ text: 'a', explain: true, sentences: false, top_k: 3, threshold: 0.5, language: 'zh' }),
    ).toBe(true);
    for (const wrong of [{}, { text: 5 }, { text: 'a', top_k: 0 }, { text: 'a', format: 'huggingface' }]) {
      expect(takes(wrong)).toBe(false);
    }
    expect(takesSeveral({ texts: ['a', 'b'] })).toBe(true);
    for (const wrong of [{}, { texts: [] }, { texts: Array(65).fill('a') }, { texts: [5] }]) {
      expect(takesSeveral(wrong)).toBe(false);
    }
    for (const { outputSchema } of tools) expect(() => ajv.compile(outputSchema)).not.toThrow();
  });
});
