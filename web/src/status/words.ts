import { ago } from '../shared/age';
import { lang, t } from '../shared/i18n';
import { SILENT_LISTED, type Trouble } from './troubles';

export type PanelId = 'sources' | 'silent' | 'imports' | 'review' | 'tables' | 'disk' | 'backup';

const PANELS: Record<Trouble['what'], PanelId> = {
  empty: 'sources',
  stale: 'sources',
  sources: 'sources',
  silent: 'silent',
  rejected: 'imports',
  doubtful: 'review',
  notApproved: 'review',
  notComputed: 'tables',
  disk: 'disk',
  noBackup: 'backup',
  oldBackup: 'backup',
  unproved: 'backup',
};

/** Where on the page a trouble is told at length. */
export function panelOf(trouble: Trouble): PanelId {
  return PANELS[trouble.what];
}

/** Whether the list of silent things ends where the server ends it, and not where there are no more. */
export function isCut(count: number): boolean {
  return count >= SILENT_LISTED;
}

/** A clause of the first sentence. */
export function clauseOf(trouble: Trouble, now: string): string {
  const age = (since: string | null) => (since === null ? '' : ago(since, now, lang()));
  switch (trouble.what) {
    case 'stale':
    case 'oldBackup':
      return t(`status.say.${trouble.what}`, { age: age(trouble.since) });
    case 'doubtful':
    case 'notApproved': {
      const said = t(`status.say.${trouble.what}`, { count: trouble.count });
      return trouble.since === null ? said : said + t('status.say.oldest', { age: age(trouble.since) });
    }
    case 'silent':
      return t(isCut(trouble.count) ? 'status.say.silentCut' : 'status.say.silent', { count: trouble.count, days: trouble.days });
    case 'sources':
      return t(trouble.count === 1 ? 'status.say.source' : 'status.say.sources', { count: trouble.count, source: trouble.first });
    case 'rejected':
    case 'notComputed':
      return t(`status.say.${trouble.what}`, { count: trouble.count });
    case 'disk':
      return t('status.say.disk', { percent: trouble.percent });
    default:
      return t(`status.say.${trouble.what}`);
  }
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes in powers of a thousand, as disks are sold: 12.3 GB. */
export function bytesText(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${UNITS[power]}`;
}
