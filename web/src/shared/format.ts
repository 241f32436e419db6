// The server rounds by the standard's rules. The page prints what it was given: adding or cutting
// a digit here would make the figure on the phone differ from the figure on paper.

export const MISSING = '–';

export function number(value: number | null | undefined): string {
  if (value === null || value === undefined) return MISSING;
  return String(value).replace('-', '−');
}

export function signed(value: number | null | undefined): string {
  if (value === null || value === undefined) return MISSING;
  return value > 0 ? `+${number(value)}` : number(value);
}

const BELOW_DETECTION = 'L';

/** A reading as a laboratory writes it: below detection is `<limit`, never zero. */
export function reading(
  value: number | null,
  flag: string | null | undefined,
  detectionLimit: number | null | undefined,
): string {
  if (flag !== BELOW_DETECTION) return number(value);
  const limit = detectionLimit ?? value;
  return limit === null ? '<' : `<${number(limit)}`;
}

/** `2021-04` as it stands in a head: 2021年4月, Apr 2021. */
export function month(value: string, lang: 'zh' | 'en'): string {
  const match = /^(\d{4})-(\d{2})$/.exec(value);
  if (!match) return value;
  const [, year, digits] = match;
  if (lang === 'zh') return `${year}年${Number(digits)}月`;
  const name = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' });
  return `${name.format(new Date(`${value}-01T00:00:00Z`))} ${year}`;
}

/** The month `by` months away. */
export function monthsAway(value: string, by: number): string {
  const [year = 0, digits = 1] = value.split('-').map(Number);
  const count = year * 12 + (digits - 1) + by;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`;
}

/** An instant on the zone's clock, not the reader's: `2021-04-01 04:00`. */
export function instant(value: string | number | null | undefined, timeZone: string): string {
  if (value === null || value === undefined) return MISSING;
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return String(value);
  return clock(timeZone).format(date).replace(',', '');
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clock(timeZone: string): Intl.DateTimeFormat {
  let found = clocks.get(timeZone);
  if (!found) {
    // sv-SE writes ISO order in every browser.
    found = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    clocks.set(timeZone, found);
  }
  return found;
}
