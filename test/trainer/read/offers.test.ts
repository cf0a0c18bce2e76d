import { describe, expect, it } from 'vitest';
import { loadExamples } from '../../../trainer/read/load.ts';
import { didYouMean, flagsFor } from '../../../trainer/read/offers.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();

describe('flagsFor()', () => {
  it.each([
    [['review', 'rating', 'sentiment'], {}, '--text-column review --label-column rating'],
    [['a', 'my mood'], {}, "--text-column a --label-column 'my mood'"],
    [['a', 'b', 'c'], { labelColumn: 'a' }, '--text-column b --label-column a'],
    [["it's", 'label'], { textColumn: 'nothing' }, "--text-column 'it'\\''s' --label-column label"],
    [['label', 'remark'], {}, '--text-column remark --label-column label'],
    [['one'], {}, '--text-column one --label-column NAME'],
  ])('offers for %j with %j: %s', (names, given, flags) => {
    expect(flagsFor({ names, ...given })).toBe(flags);
  });

  const TICKETS = [...'12345678'].map((id) => [id, `text number ${id}`, Number(id) % 2 ? 'yes' : 'no']);
  it.each([
    [['ticket', 'message', 'complaint'], '--text-column message --label-column complaint'],
    [['ticket', 'remark', 'complaint'], '--text-column remark --label-column complaint'],
    [['score', 'remark', 'complaint'], '--text-column remark --label-column complaint'],
  ])('offers for %j no label whose values are all different', (names, flags) => {
    expect(flagsFor({ names, rows: TICKETS })).toBe(flags);
  });

  it('offers nothing where no column may be the label', () => {
    const rows = TICKETS.map(([id, text]) => [id, text]);
    expect(flagsFor({ names: ['id', 'review'], rows })).toBeUndefined();
  });
});

describe('didYouMean()', () => {
  it.each([
    ['Labels', ['text', 'Label'], '; did you mean Label?'],
    ['sorce', ['text', 'source'], '; did you mean source?'],
    ['lable', ['label'], '; did you mean label?'],
    ['stars', ['text', 'label'], ''],
    ['id', ['ie', 'ix'], ''],
    ['label3', ['label1', 'label2'], ''],
    ['my modo', ['my mood'], "; did you mean 'my mood'?"],
  ])('says of %s among %j: %j', (wanted, names, said) => {
    expect(didYouMean(wanted, names)).toBe(said);
  });
});

describe('loadExamples()', () => {
  const rows = [...'123456'].map((id) => ({ id, review: `text ${id}`, source: Number(id) % 2 ? 'a' : 'b' }));
  const csv = (names: readonly ('id' | 'review' | 'source')[]) =>
    [names.join(','), ...rows.map((row) => names.map((name) => row[name]).join(',')), ''].join('\n');
  const jsonl = rows.map(({ id, review }) => `${JSON.stringify({ id, review })}\n`).join('');

  it.each([
    [
      'none.csv',
      csv(['id', 'review']),
      {},
      /none\.csv seems to have no label: it has id, review, and beside/,
    ],
    ['none.jsonl', jsonl, {}, /it seems to have no label: say --label-column NAME/],
    ['near.csv', csv(['id', 'review', 'source']), { labelColumn: 'sorce' }, /source; did you mean source\?$/],
    [
      'by.csv',
      csv(['id', 'review', 'source']),
      { labelColumn: 'source', groupColumn: 'place' },
      /source; say --by NAME$/,
    ],
    ['near.jsonl', jsonl, { labelColumn: 'ids' }, /it has id, review; did you mean id\?$/],
  ])('says what may be meant in %s', async (name, content, options, message) => {
    await expect(loadExamples(write(name, content), options)).rejects.toThrow(message);
  });
});
