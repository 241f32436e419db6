import { t } from './i18n';

/** The source of what a program plays. */
export const SIMULATED = 'simulated';
/** What a row of a table has besides its columns where it is made of readings that a program plays. */
export const SIMULATED_ROW = 'is_simulated';
/** The source of what instruments sent. */
export const DOOR = 'door';

/** A source as it is said: what is played is said so wherever it is shown. */
export function sourceWord(source: string | null): string {
  return source === SIMULATED ? t('device.simulated') : (source ?? '');
}
