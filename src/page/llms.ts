import type { OpenApi } from './document.ts';

/** `/llms.txt`: the API for programs that read prose (https://llmstxt.org). */
export function llmsText({ info, paths }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { summary, description }]) =>
        `- [${method.toUpperCase()} ${path}](/docs): ${summary}. ${description}`,
    ),
  );
  const options = (paths['/sentiment'].get?.parameters ?? []).map(
    ({ name, description }) => `- \`${name}\`: ${description}`,
  );
  return `# ${info.title}

> ${info.description}

A GET such as \`/sentiment?text=Never+boring\` answers JSON: \`label\`, \`score\` (the calibrated
probability of the label), \`scores\`, \`tokens\`, \`known\` (the share of words that the model has
met), \`truncated\`, \`language\` (\`en\`, \`zh\`, or \`und\`: another one, or nothing that can be
read; no score is high then), \`model\`.

## Requests

${operations.join('\n')}

## Bodies of POST /sentiment

- \`{"text": "…"}\`: one text, answered as GET answers it
- \`{"texts": ["…", "…"]}\`: up to 64, answered \`{"results": […]}\` in order
- \`{"items": [{"id": "a", "text": "…"}]}\`: the same with ids
- \`application/x-ndjson\`, a text in quotes or an item a line: a line for each

Parameters may stand beside the texts.

## Parameters of GET /sentiment

${options.join('\n')}

## More

- [openapi.json](/openapi.json): the whole document, OpenAPI 3.1
- \`/mcp\`: the same for models, over the Model Context Protocol (Streamable HTTP)
- [docs](/docs): the same for people, with a form
`;
}
