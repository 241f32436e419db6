import { DAY_MS } from '../shared/age';
import type { DiskStatus, SourceStatus, Status } from '../shared/api/types';

/** One thing that is not well, with what is said of it. */
export type Trouble =
  | { what: 'empty' }
  | { what: 'stale'; since: string }
  | { what: 'sources'; count: number; first: string }
  | { what: 'silent'; count: number; days: number }
  | { what: 'rejected'; count: number }
  | { what: 'doubtful'; count: number; since: string | null }
  | { what: 'notApproved'; count: number; since: string | null }
  | { what: 'notComputed'; count: number }
  | { what: 'disk'; percent: number }
  | { what: 'noBackup' }
  | { what: 'oldBackup'; since: string }
  | { what: 'unproved' };

/** As the server counts it: three days of nothing are silence. */
const SILENT_DAYS = 3;
/** The server lists no more of them; with so many there may be others. */
export const SILENT_LISTED = 200;
const BACKUP_DAYS = 7;
const LEAST_FREE_PERCENT = 10;

/**
 * All that is not well, what keeps readings from coming first.
 *
 * Silence is measured against the newest reading of the book: in a book that was filled once nobody
 * fell silent. That the newest reading is itself old is said apart, or a book whose whole line is down
 * would be called well.
 */
export function troublesOf(status: Status): Trouble[] {
  return [
    ...ofReadings(status),
    ...ofSilence(status),
    ...(status.rejected > 0 ? [{ what: 'rejected' as const, count: status.rejected }] : []),
    ...ofReview(status),
    ...(status.tables.not_computed.length > 0
      ? [{ what: 'notComputed' as const, count: status.tables.not_computed.length }]
      : []),
    ...ofDisk(status.disk),
    ...ofBackup(status),
  ];
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

function ofReadings({ last_reading: last, now }: Status): Trouble[] {
  if (last === null) return [{ what: 'empty' }];
  return daysBetween(last, now) > SILENT_DAYS ? [{ what: 'stale', since: last }] : [];
}

/** Whether a source gave nothing in the last days before the newest reading of the book. */
export function isSilent(source: SourceStatus, newest: string | null): boolean {
  return newest !== null && daysBetween(source.last_reading, newest) > SILENT_DAYS;
}

function ofSilence({ sources, silent, last_reading: newest }: Status): Trouble[] {
  const found: Trouble[] = [];
  const quiet = sources.filter((source) => isSilent(source, newest));
  if (quiet[0]) found.push({ what: 'sources', count: quiet.length, first: quiet[0].source });
  // The longest silence stands first.
  if (silent[0]) found.push({ what: 'silent', count: silent.length, days: silent[0].days });
  return found;
}

function ofReview({ review }: Status): Trouble[] {
  const found: Trouble[] = [];
  if (review.doubtful > 0) found.push({ what: 'doubtful', count: review.doubtful, since: review.oldest_doubtful });
  if (review.reviewed_not_approved > 0) {
    found.push({ what: 'notApproved', count: review.reviewed_not_approved, since: review.oldest_not_approved });
  }
  return found;
}

/** Tenths of a percent, cut and not rounded: 9.96 % free must not be printed as 10. Nothing of an unknown disk. */
export function freePercent({ free_bytes: free, total_bytes: total }: DiskStatus): number | null {
  return total > 0 ? Math.floor((free / total) * 1000) / 10 : null;
}

function ofDisk(disk: DiskStatus): Trouble[] {
  const percent = freePercent(disk);
  return percent !== null && percent < LEAST_FREE_PERCENT ? [{ what: 'disk', percent }] : [];
}

export function isBackupOld(at: string, now: string): boolean {
  return daysBetween(at, now) > BACKUP_DAYS;
}

function ofBackup({ backup, now }: Status): Trouble[] {
  const found: Trouble[] = [];
  if (!backup.last) found.push({ what: 'noBackup' });
  else if (isBackupOld(backup.last.at, now)) found.push({ what: 'oldBackup', since: backup.last.at });
  if (!backup.last_restore_proved) found.push({ what: 'unproved' });
  return found;
}
