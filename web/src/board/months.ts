import { firstMonth } from './period';

/** A column by which packs say from which month a period of several months runs. */
export const MONTH_FIRST = 'month_first';

/** A period of a table; `monthFirst` where its rows say that it runs from that month to the one it is named by. */
export interface PartPeriod {
  period: string;
  monthFirst: string | null;
}

export interface Ends {
  first: PartPeriod;
  last: PartPeriod;
}

/**
 * The months that the board can be turned to.
 *
 * A year that has begun is named by a December that has not come, so periods count by their first
 * month. Twelve months to date begin a year before the month they are for, and count by their last
 * where no part goes by plain periods.
 */
export function monthsOf(ends: Ends[]): { first: string; last: string } | null {
  const plain = ends.filter(({ last }) => last.monthFirst === null);
  const used = plain.length > 0 ? plain : ends;
  const firsts = used.map(({ first }) => firstMonth(first.period)).filter((month) => month !== null);
  const lasts = used.map(({ last }) => firstMonth(last.period)).filter((month) => month !== null);
  if (firsts.length === 0 || lasts.length === 0) return null;
  return { first: firsts.reduce((a, b) => (a < b ? a : b)), last: lasts.reduce((a, b) => (a > b ? a : b)) };
}
