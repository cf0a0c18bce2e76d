import { readSafetensors, writeSafetensors } from '../../src/model/file/safetensors.ts';
import { sha256 } from '../../trainer/scoring/load.ts';

/** A model's file as the format before wrote it, with the version of its content. */
export function asFormat2(file: Uint8Array): Uint8Array {
  const { metadata, tensors } = readSafetensors(file);
  const { languages: _, ...others } = metadata;
  const old = { ...others, format: 'edge-sentiment/2', tokenizer: '{"version":1}' };
  const write = (version: string) => writeSafetensors(tensors, { ...old, version });
  return write(sha256(write('')).slice(0, 12));
}
