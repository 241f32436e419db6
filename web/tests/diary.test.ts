import { describe, expect, it } from 'vitest';
import { changeOf, checkOf, fieldsOf, findingsOf, GROUPS, neededOf, sentOf, WRITTEN } from '../src/device/diary';
import type { DiaryEntry } from '../src/shared/api/types';

const ENTRY: DiaryEntry = {
  entry: 7,
  kind: 'parameter',
  from: '2026-11-27T08:00:00+08:00',
  to: null,
  factor: 'w01018',
  code: 'i13008',
  old: null,
  new: null,
  expected: null,
  found: null,
  full_scale: null,
  deviation_percent: null,
  allowed_percent: null,
  passed: null,
  text: '',
  frame: null,
  who: 'li',
  at: '2026-11-27T08:01:00+08:00',
  withdrawn: null,
};

describe('an entry', () => {
  it('says what a parameter was and is, or that it became known', () => {
    expect(changeOf({ ...ENTRY, old: '1.00', new: '0.55' })).toBe('i13008 1.00 → 0.55');
    expect(changeOf({ ...ENTRY, new: '1.00' })).toBe('i13008 1.00（首次报来）');
    expect(changeOf(ENTRY)).toBe('');
  });

  it('sets a check against what it should have given, and what is allowed', () => {
    const check: DiaryEntry = { ...ENTRY, kind: 'standard_check', expected: 50, found: 54 };
    expect(checkOf({ ...check, deviation_percent: 8, allowed_percent: 10, passed: true })).toContain('偏差 +8%，允许 ±10%');
    expect(checkOf(check)).toBe('应为 50，实测 54，不能判定');
    expect(checkOf(ENTRY)).toBe('');
  });
});

describe('the form', () => {
  it('asks of each kind for what the server takes of it, and for no state', () => {
    expect(WRITTEN).not.toContain('state');
    for (const kind of WRITTEN) for (const field of neededOf(kind)) expect(fieldsOf(kind)).toContain(field);
    expect(fieldsOf('visit')).toContain('to');
    expect(fieldsOf('calibration')).not.toContain('expected');
    expect(neededOf('note')).toEqual(['text']);
  });

  it('has each kind in one group of the filter', () => {
    const all = Object.values(GROUPS).flat();
    expect(new Set(all).size).toBe(all.length);
    expect([...all].sort()).toEqual([...WRITTEN, 'state'].sort());
  });

  it('sends numbers as numbers and clocks as the zone has them', () => {
    const said = { from: '2026-11-27T08:00', factor: ' w01018 ', expected: '50', found: '54.5', full_scale: '', text: '标样' };
    expect(sentOf('standard_check', said, '+08:00')).toEqual({
      kind: 'standard_check',
      from: '2026-11-27T08:00:00+08:00',
      factor: 'w01018',
      expected: 50,
      found: 54.5,
      text: '标样',
    });
    // What was written for another kind before is not sent.
    expect(sentOf('note', said, '+08:00')).toEqual({ kind: 'note', from: '2026-11-27T08:00:00+08:00', factor: 'w01018', text: '标样' });
  });

  it('names the first field that is missing or no number', () => {
    expect(sentOf('note', { text: ' ' }, 'Z')).toBe('text');
    expect(sentOf('zero_check', { expected: '0' }, 'Z')).toBe('found');
    expect(sentOf('zero_check', { expected: '0', found: '1,5' }, 'Z')).toBe('found');
    expect(sentOf('parameter', { code: 'i13008', new: '0' }, 'Z')).toEqual({ kind: 'parameter', code: 'i13008', new: '0' });
  });
});

describe('findings', () => {
  it('stand newest first, without checks that passed', () => {
    const because = { because_zh: '因', because_en: 'why' };
    const found = findingsOf([
      [{ device: 'A', entry: 2, series: 1, changed_at: '2026-11-27T13:00:00+08:00', frame: 9, ...because }],
      [{ device: 'A', series: 1, day: '2026-11-27', spell: 2, starts_at: '2026-11-27T18:00:00+08:00', ...because }],
      [
        { device: 'A', entry: 3, checked_at: '2026-11-27T15:00:00+08:00', verdict: 'passed', ...because },
        { device: 'A', entry: 4, checked_at: '2026-11-27T15:00:00+08:00', verdict: 'failed', ...because },
      ],
      [],
    ]);
    expect(found.map(({ of }) => of)).toEqual(['calm', 'failed', 'improved']);
    expect(found[2]!.frame).toBe(9);
    expect(found[0]!.key).toEqual({ device: 'A', series: '1', day: '2026-11-27', spell: '2' });
    expect(found[0]!.because.en).toBe('why');
    expect(findingsOf([])).toEqual([]);
  });
});
