import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import { type BadRow, type CorpusExample, named, readJson, readTable } from './rows.ts';

/** What is asked of a bank without a complaint in it; the other categories are about what went wrong. */
const PLAIN = (
  'activate_my_card age_limit apple_pay_or_google_pay atm_support automatic_top_up card_acceptance ' +
  'card_linking change_pin country_support disposable_card_limits edit_personal_details exchange_rate ' +
  'exchange_via_app fiat_currency_support get_disposable_virtual_card get_physical_card getting_spare_card ' +
  'getting_virtual_card order_physical_card receiving_money supported_cards_and_currencies ' +
  'top_up_by_bank_transfer_charge top_up_by_card_charge top_up_by_cash_or_cheque top_up_limits ' +
  'topping_up_by_card transfer_into_account transfer_timing verify_my_identity verify_source_of_funds ' +
  'verify_top_up visa_or_mastercard why_verify_identity'
).split(' ');

/** Questions to a bank (Casanueva et al. 2020), those of categories that ask and do not complain. */
export function readBankQuestions(path: string): AsyncGenerator<CorpusExample | BadRow> {
  const plain = named(Object.fromEntries(PLAIN.map((category) => [category, 'neutral'])));
  const labelOf = (category: string) => plain(category) ?? (category === '' ? undefined : null);
  return readTable(path, createReadStream(path), { text: 'text', label: 'category', labelOf });
}

/**
 * Requests to an assistant (Larson et al. 2019), the training part: `{ "train": [[text, intent]] }`.
 *
 * @throws UserError when the file is not that.
 */
export async function* readAssistantRequests(path: string): AsyncGenerator<CorpusExample | BadRow> {
  for (const [index, pair] of (await trainOf(path)).entries()) {
    const place = `${basename(path)}, "train", ${index + 1}`;
    const text = Array.isArray(pair) ? pair[0] : undefined;
    if (typeof text !== 'string') yield { place, problem: 'has no text' };
    else yield { place, text, label: 'neutral' };
  }
}

async function trainOf(path: string): Promise<unknown[]> {
  const { train } = (await readJson(path)) as { train?: unknown };
  if (!Array.isArray(train))
    throw new UserError(`${path} has no list "train": it is not the file of the recipe`);
  return train;
}
