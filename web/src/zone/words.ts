import { t, type Key } from '../shared/i18n';

// Words the water-quality pack writes as ids. An id the page does not know is shown as it is.
const QUALITY: Record<string, Key> = {
  excellent: 'quality.excellent',
  good: 'quality.good',
  light: 'quality.light',
  moderate: 'quality.moderate',
  heavy: 'quality.heavy',
};

export function qualityWord(id: string | null): string {
  if (!id) return '';
  const key = QUALITY[id];
  return key ? t(key) : id;
}
