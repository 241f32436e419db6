import { describe, expect, it } from 'vitest';
import { ago } from '../src/shared/age';
import type { SilentThing, SourceStatus, Status } from '../src/shared/api/types';
import { freePercent, isSilent, troublesOf } from '../src/status/troubles';
import { bytesText, clauseOf } from '../src/status/words';

const NOW = '2026-11-26T08:00:00+08:00';
const GB = 1_000_000_000;

const WELL: Status = {
  now: NOW,
  last_change: '2026-11-26T07:10:00+08:00',
  last_reading: '2026-11-26T07:00:00+08:00',
  sources: [source('自动监测', '2026-11-26T07:00:00+08:00')],
  silent: [],
  imports: [],
  rejected: 0,
  review: { doubtful: 0, oldest_doubtful: null, reviewed_not_approved: 0, oldest_not_approved: null },
  tables: { computed: 20, not_computed: [], last_run: '2026-11-26T07:10:00+08:00' },
  disk: { free_bytes: 50 * GB, total_bytes: 100 * GB, lake_bytes: GB },
  backup: {
    last: { at: '2026-11-25T02:00:00+08:00', who: 'backup', name: '/srv/backup/zone', bytes: GB },
    last_restore_proved: { at: '2026-11-01T09:00:00+08:00', who: 'root', name: '/srv/backup/zone', bytes: GB },
  },
};

function source(name: string, last: string): SourceStatus {
  return { source: name, series: 9, things: 1, last_reading: last, last_learned: last };
}

function silent(code: string, days: number): SilentThing {
  return { kind: 'section', code, name_zh: code, name_en: null, last_reading: '2021-04-01T00:00:00+08:00', days };
}

const whats = (changes: Partial<Status>) => troublesOf({ ...WELL, ...changes }).map(({ what }) => what);

describe('what is not well', () => {
  it('is nothing in a book that is in order', () => {
    expect(troublesOf(WELL)).toEqual([]);
  });

  it('is that the book is empty, or that its newest reading is old against now', () => {
    expect(whats({ last_reading: null })).toContain('empty');
    expect(troublesOf({ ...WELL, last_reading: '2021-04-30T20:00:00+08:00', sources: [] })).toEqual([
      { what: 'stale', since: '2021-04-30T20:00:00+08:00' },
    ]);
  });

  it('is a source that fell silent before the others, not one as old as the whole book', () => {
    const newest = '2021-04-30T20:00:00+08:00';
    expect(isSilent(source('a', newest), newest)).toBe(false);
    expect(isSilent(source('a', '2021-04-27T20:00:00+08:00'), newest)).toBe(false);
    expect(isSilent(source('a', '2021-04-27T19:59:59+08:00'), newest)).toBe(true);
    const sources = [...WELL.sources, source('手工', '2026-11-01T00:00:00+08:00')];
    expect(troublesOf({ ...WELL, sources })).toEqual([{ what: 'sources', count: 1, first: '手工' }]);
  });

  it('is silence, with the longest of it, which is told first', () => {
    expect(troublesOf({ ...WELL, silent: [silent('b', 12), silent('a', 4)] })).toEqual([{ what: 'silent', count: 2, days: 12 }]);
  });

  it('is rows that were rejected and readings that wait, with their age', () => {
    expect(troublesOf({ ...WELL, rejected: 2 })).toEqual([{ what: 'rejected', count: 2 }]);
    const review = { doubtful: 3, oldest_doubtful: '2026-11-20T00:00:00+08:00', reviewed_not_approved: 1, oldest_not_approved: null };
    expect(troublesOf({ ...WELL, review })).toEqual([
      { what: 'doubtful', count: 3, since: '2026-11-20T00:00:00+08:00' },
      { what: 'notApproved', count: 1, since: null },
    ]);
  });

  it('is a table that was not computed', () => {
    expect(whats({ tables: { computed: 1, not_computed: ['p.a', 'p.b'], last_run: null } })).toEqual(['notComputed']);
  });

  it('is a disk with less than a tenth free, and not one with exactly that', () => {
    const disk = (free: number) => ({ free_bytes: free, total_bytes: 100 * GB, lake_bytes: GB });
    expect(whats({ disk: disk(10 * GB) })).toEqual([]);
    expect(troublesOf({ ...WELL, disk: disk(9.96 * GB) })).toEqual([{ what: 'disk', percent: 9.9 }]);
    expect(freePercent({ free_bytes: 0, total_bytes: 0, lake_bytes: 0 })).toBe(null);
  });

  it('is no backup, one of more than seven days, and a restore that nobody proved', () => {
    const backup = (at: string) => ({ ...WELL.backup, last: { ...WELL.backup.last!, at } });
    expect(whats({ backup: backup('2026-11-19T08:00:00+08:00') })).toEqual([]);
    expect(whats({ backup: backup('2026-11-19T07:59:59+08:00') })).toEqual(['oldBackup']);
    expect(whats({ backup: { last: null, last_restore_proved: null } })).toEqual(['noBackup', 'unproved']);
  });

  it('is told in clauses', () => {
    expect(clauseOf({ what: 'silent', count: 2, days: 12 }, NOW)).toBe('2个对象无数据（最久12天）');
    // The server lists no more than 200: there may be others.
    expect(clauseOf({ what: 'silent', count: 200, days: 12 }, NOW)).toBe('至少200个对象无数据（最久12天）');
    expect(clauseOf({ what: 'doubtful', count: 3, since: '2026-11-20T00:00:00+08:00' }, NOW)).toBe(
      '存疑数据3个未审核（最早的6天前）',
    );
    expect(clauseOf({ what: 'oldBackup', since: '2026-11-14T07:00:00+08:00' }, NOW)).toBe('最近一次备份是12天前的');
  });
});

describe('an age', () => {
  it.each([
    ['2026-11-26T07:59:30+08:00', '30 seconds ago'],
    ['2026-11-26T06:31:00+08:00', '89 minutes ago'],
    ['2026-11-26T00:00:00Z', '0 seconds ago'],
    ['2026-11-24T09:00:00+08:00', '47 hours ago'],
    ['2026-11-23T08:00:00+08:00', '3 days ago'],
    ['2026-08-01T08:00:00+08:00', '3 months ago'],
    ['2021-04-30T20:00:00+08:00', '5 years ago'],
    ['2026-11-26T08:05:00+08:00', 'in 5 minutes'],
  ])('of %s is %s', (instant, words) => {
    expect(ago(instant, NOW, 'en')).toBe(words);
  });

  it('is said in Chinese, and not at all where there is no instant', () => {
    expect(ago('2026-11-23T08:00:00+08:00', NOW, 'zh')).toBe('3天前');
    expect(ago('soon', NOW, 'zh')).toBe('');
  });
});

describe('a size', () => {
  it('is written in powers of a thousand', () => {
    expect([0, 999, 1000, 12_345_678, 4.2e12].map(bytesText)).toEqual(['0 B', '999 B', '1.0 kB', '12.3 MB', '4.2 TB']);
  });
});
