import { UserError } from '../../errors.ts';
import { type Drawing, loadDrawing } from '../html/drawing.ts';
import { MISSING } from '../reporter.ts';
import { EN } from './en.ts';
import { Measured } from './measured.ts';
import { pageOf } from './page.ts';
import { depthPicture, gradientPicture } from './pictures.ts';
import type { ArticleRecord } from './record.ts';
import { pictureName } from './sections.ts';
import type { Texts } from './texts.ts';
import { ZH } from './zh.ts';

/** All that may be written beside `article.jsonl`. */
export const ARTICLE_FILES = [EN, ZH].flatMap((texts) => [
  pageName(texts),
  pictureName(texts, 'depth'),
  pictureName(texts, 'gradients'),
]);

/**
 * The article's pages in English and in Chinese and their pictures, by file name. Equal records give equal bytes. A picture of
 * which nothing was measured is left out.
 *
 * @param records as `readArticle` gives them.
 * @throws UserError where what draws is not installed.
 */
export async function renderArticle(records: readonly ArticleRecord[]): Promise<Record<string, string>> {
  const drawing = await loadDrawing();
  if (drawing === undefined) throw new UserError(MISSING);
  const measured = new Measured(records);
  return { ...filesOf(drawing, EN, measured), ...filesOf(drawing, ZH, measured) };
}

function pageName({ language }: Texts): string {
  return language === 'en' ? 'article.md' : `article.${language}.md`;
}

function filesOf(drawing: Drawing, texts: Texts, measured: Measured): Record<string, string> {
  const depth = depthPicture(drawing, texts, measured);
  const gradients = gradientPicture(drawing, texts, measured);
  return {
    [pageName(texts)]: pageOf(texts, measured),
    ...(depth && { [pictureName(texts, 'depth')]: depth }),
    ...(gradients && { [pictureName(texts, 'gradients')]: gradients }),
  };
}
