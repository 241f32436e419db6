import type { Mark, Text } from '../shared/api/types';
import { nameOf, pick, t } from '../shared/i18n';

/** What a mark is about: the thing, and the item where one series is meant. */
export function aboutText(mark: Pick<Mark, 'name_zh' | 'name_en' | 'property'>, properties: ReadonlyMap<string, Text>): string {
  const name = nameOf(mark);
  if (mark.property === null) return t('mark.about.all', { name });
  return t('mark.about.one', { name, item: pick(properties.get(mark.property)) || mark.property });
}
