import { nameOf } from '../shared/i18n';

/** A name without what stands in brackets behind it, for lettering on the map; the whole name is in the card. */
export function shortName(row: { name_zh: string; name_en: string | null }): string {
  const name = nameOf(row);
  return name.split(/\s*[(（]/)[0] || name;
}
