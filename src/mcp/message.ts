import type { Facts } from '../http/log.ts';
import { type Failure, problemOf } from '../http/problem.ts';

/**
 * A request or a notification of JSON-RPC 2.0 (https://www.jsonrpc.org/specification) in the form of the Model Context Protocol: parameters
 * are an object, and a notification is what has no `id`.
 */
export type Message = { method: string; params: Record<string, unknown>; id: Id | undefined };
export type Id = string | number;

/** What a message is answered with, but for its `id`: `result` or `error` of JSON-RPC, the HTTP status, and what the log says. */
export type Reply = { status: number; body: { result: object } | { error: object }; facts: Facts };

/** Codes of JSON-RPC 2.0, 5.1, and of https://modelcontextprotocol.io/specification/2026-07-28/basic#error-codes. */
export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const METHOD_NOT_FOUND = -32601;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;
export const HEADER_MISMATCH = -32020;
export const UNSUPPORTED_VERSION = -32022;

export function said(result: object, facts: Facts = {}): Reply {
  return { status: 200, body: { result }, facts };
}

export function refused(status: number, code: number, message: string, data?: object): Reply {
  return { status, body: { error: { code, message, data } }, facts: { problem: `json-rpc${code}` } };
}

/** A failure that HTTP has a problem for: the problem is the `data` of the error. */
export function failed(failure: Failure): Reply {
  const problem = problemOf(failure);
  const isUnreadable = failure.kind === 'body-malformed' || failure.kind === 'encoding-invalid';
  return refused(problem.status, isUnreadable ? PARSE_ERROR : INVALID_REQUEST, problem.detail, problem);
}

/**
 * The message that a body is; null where it is none. A list of them is none: since revision 2025-06-18 there are no batches, and each call of
 * one could cost as much as a request may. Neither is a response, since nothing was asked.
 */
export function readMessage(body: unknown): Message | null {
  const { jsonrpc, method, params = {}, id } = isObject(body) ? body : {};
  if (jsonrpc !== '2.0' || typeof method !== 'string' || !isObject(params)) return null;
  return id === undefined || typeof id === 'string' || Number.isSafeInteger(id)
    ? { method, params, id: id as Id | undefined }
    : null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
