import type { ExampleRequest } from './examples.ts';

/** The parts of OpenAPI 3.1 that the document has (https://spec.openapis.org/oas/v3.1.1). */
export type Schema = Record<string, unknown>;
export type Example = { summary: string; value: unknown; 'x-request'?: ExampleRequest; 'x-needs'?: string };
export type Media = { schema: Schema; examples?: Record<string, Example> };
export type Header = { description: string; schema: Schema };
export type Answered = {
  description: string;
  headers?: Record<string, Header>;
  content?: Record<string, Media>;
};
export type Parameter = {
  name: string;
  in: 'query';
  description: string;
  required: boolean;
  schema: Schema;
};
export type Operation = {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security: Record<string, never[]>[];
  parameters?: Parameter[];
  requestBody?: { required: true; content: Record<string, Media> };
  responses: Record<string, Answered>;
};
export type OpenApi = {
  openapi: '3.1.1';
  info: {
    title: string;
    version: string;
    description: string;
    license: { name: string; identifier: string };
  };
  servers: { url: string; description: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Partial<Record<'get' | 'post', Operation>>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, object> };
};
