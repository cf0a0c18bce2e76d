import { extname } from 'node:path';
import { UserError } from '../errors.ts';

const SHEET = 'open it and save it as CSV UTF-8';
const DOCUMENT = 'give a table of texts and labels, such as CSV UTF-8';
const UNPACK = 'unpack it and give the table in it';
const TEXT = 'give a table of texts and labels, such as CSV UTF-8';

/** What a file begins with that is no text, what it is, and what to do. Those that begin alike are told apart below. */
const SIGNATURES: readonly [signature: string, kind: string, advice: string][] = [
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an .xls workbook or another file of old Office', SHEET],
  ['%PDF-', 'a PDF', DOCUMENT],
  ['{\\rtf', 'a document in RTF', DOCUMENT],
  ['PAR1', 'Parquet', 'name it .parquet'],
  ['SQLite format 3\0', 'an SQLite database', 'export the table as CSV'],
  ['\x1f\x8b', 'gzip within gzip', 'unpack it once with gunzip'],
  ['BZh', 'compressed with bzip2', UNPACK],
  ['\xfd7zXZ\0', 'compressed with xz', UNPACK],
  ['\x28\xb5\x2f\xfd', 'compressed with zstd', UNPACK],
  ['7z\xbc\xaf\x27\x1c', 'a 7z archive', UNPACK],
  ['Rar!\x1a', 'a RAR archive', UNPACK],
  ['\x89PNG', 'a picture', TEXT],
  ['\xff\xd8\xff', 'a picture', TEXT],
  ['\x80\x04\x95', 'a pickle of Python', 'write it with DataFrame.to_csv()'],
  ['ARROW1\0', 'Arrow', 'write it as CSV or Parquet'],
  ['\xff\xfe\0\0', 'UTF-32', 'save it as UTF-8'],
  ['\0\0\xfe\xff', 'UTF-32', 'save it as UTF-8'],
];

const ZIP = 'PK\x03\x04';
/** Zip files by the extension, or by the folder that their documents lie in. */
const ZIPPED: readonly [extension: string, folder: string, kind: string, advice: string][] = [
  ['.xlsx', 'xl/', 'an Excel workbook (.xlsx)', SHEET],
  ['.docx', 'word/', 'a Word document (.docx)', DOCUMENT],
  ['.ods', 'opendocument.spreadsheet', 'a spreadsheet (.ods)', SHEET],
  ['.odt', 'opendocument.text', 'a text document (.odt)', DOCUMENT],
];

/** Zeros in a text are slips; more of them than this are numbers of a machine. */
const MAX_ZERO_SHARE = 0.1;
/** Fewer bytes say nothing. */
const ENOUGH_BYTES = 64;

/**
 * Refuses what is no text, by name where its first bytes tell.
 *
 * @param head the first bytes of the file.
 * @throws UserError with what it is and what to do.
 */
export function refuseBinary(name: string, head: Buffer): void {
  const begin = head.toString('latin1', 0, 16);
  if (begin.startsWith(ZIP)) throw refusal(name, ...zipOf(name, head));
  const known = SIGNATURES.find(([signature]) => begin.startsWith(signature));
  if (known !== undefined) throw refusal(name, known[1], known[2]);
}

/** @throws UserError when too many bytes are zero for a text of one byte or more a character. */
export function refuseZeros(name: string, head: Buffer): void {
  if (head.length < ENOUGH_BYTES) return;
  const zeros = head.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);
  if (zeros > MAX_ZERO_SHARE * head.length) throw refusal(name, 'binary, not text', TEXT);
}

function zipOf(name: string, head: Buffer): [kind: string, advice: string] {
  const extension = extname(name).toLowerCase();
  const known =
    ZIPPED.find(([wanted]) => wanted === extension) ?? ZIPPED.find(([, folder]) => head.includes(folder));
  return known === undefined ? ['a zip archive', UNPACK] : [known[2], known[3]];
}

function refusal(name: string, kind: string, advice: string): UserError {
  return new UserError(`${name} is ${kind}: ${advice}`);
}
