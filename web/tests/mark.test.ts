import { describe, expect, it } from 'vitest';
import { deedsOf, missing, ordered, readFilter, sentOf, type Draft } from '../src/mark/model';
import { aboutText } from '../src/mark/words';
import type { Person } from '../src/shared/api/types';

const person = (name: string, role: string): Person => ({ name, title: null, role, area: null });
const pending = { state: 'pending', who: 'zhang' } as const;

describe('what may be done with a mark', () => {
  it('is judging it for a reviewer, and taking it back for whoever made it', () => {
    expect(deedsOf(pending, person('li', 'reviewer'))).toEqual(['accept', 'refuse']);
    expect(deedsOf(pending, person('zhang', 'editor'))).toEqual(['withdraw']);
  });
  it('is never judging one’s own, whatever the role', () => {
    expect(deedsOf(pending, person('zhang', 'keeper'))).toEqual(['withdraw']);
  });
  it('is nothing for others, and nothing once it is closed', () => {
    expect(deedsOf(pending, person('wu', 'editor'))).toEqual([]);
    expect(deedsOf(pending, null)).toEqual([]);
    expect(deedsOf({ ...pending, state: 'accepted' }, person('li', 'keeper'))).toEqual([]);
    expect(deedsOf({ ...pending, state: 'withdrawn' }, person('zhang', 'editor'))).toEqual([]);
  });
});

describe('the order of marks', () => {
  const mark = (id: number, state: 'pending' | 'accepted', verdict_until: string | null = null) => ({ id, state, verdict_until });
  it('has what is to be judged soonest first, then the newest', () => {
    const marks = [
      mark(9, 'accepted'),
      mark(8, 'pending', '2026-12-07T09:00:00+08:00'),
      mark(7, 'pending', null),
      // An hour before the first, on another clock.
      mark(6, 'pending', '2026-12-07T00:00:00Z'),
      mark(5, 'accepted'),
    ];
    expect(ordered(marks).map(({ id }) => id)).toEqual([6, 8, 7, 9, 5]);
  });
  it('has the older of two with one deadline first', () => {
    expect(ordered([mark(2, 'pending'), mark(1, 'pending')]).map(({ id }) => id)).toEqual([1, 2]);
  });
});

describe('a mark that is filled in', () => {
  const draft: Draft = {
    kind: 'outfall', thing: '甲口', series: '', from: '2026-11-27T08:00', until: '2026-11-27T12:00', reason: 'start_up', evidence: ' 工单 7 ',
  };
  it('says of what, from when until when, why and what shows it', () => {
    expect(missing(draft)).toBeNull();
    const lacking = (['thing', 'from', 'until', 'reason', 'evidence'] as const).map((field) => missing({ ...draft, [field]: field === 'evidence' ? '  ' : '' }));
    expect(lacking).toEqual(['thing', 'from', 'until', 'reason', 'evidence']);
    expect(missing({ ...draft, until: draft.from })).toBe('order');
  });
  it('is sent for the thing, or for one of its series alone', () => {
    const said = { from: '2026-11-27T08:00', until: '2026-11-27T12:00', reason: 'start_up', evidence: '工单 7' };
    expect(sentOf(draft)).toEqual({ kind: 'outfall', thing: '甲口', ...said });
    expect(sentOf({ ...draft, series: '7' })).toEqual({ series: 7, ...said });
  });
});

describe('the list', () => {
  it('begins with what waits', () => {
    expect([null, 'pending', 'all', 'other'].map(readFilter)).toEqual(['pending', 'pending', 'all', 'pending']);
  });
  it('says whether all of an outfall is meant, or one item', () => {
    const properties = new Map([['cod', { zh: '化学需氧量', en: 'COD' }]]);
    const of = (property: string | null) => aboutText({ name_zh: '甲口', name_en: null, property }, properties);
    expect([of(null), of('cod'), of('tp')]).toEqual(['甲口，全部项目', '甲口，化学需氧量', '甲口，tp']);
  });
});
