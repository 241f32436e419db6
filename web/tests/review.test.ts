import { describe, expect, it } from 'vitest';
import { aroundDays, nearest, shiftOf, yearBefore } from '../src/review/beside';
import { isSent, missing, outcome, sentOf, spanOf, type Draft } from '../src/review/decide';
import { filterParams, isAbout, readFilters } from '../src/review/filters';
import { commandOf } from '../src/review/keys';
import { afterRemoval, chosenOf, clamped, FIRST, isChosen, move, pickAt } from '../src/review/selection';
import type { Decision, Waiting } from '../src/shared/api/types';
import { wallClock } from '../src/shared/chart/points';
import { isAtLeast, visitorOf } from '../src/shared/roles';
import { withParams } from '../src/shared/url.svelte';

const reading = (series: number, time: string, property = 'tp') => ({ series, time, property }) as Waiting;
const at = (hour: number) => `2021-04-28T${String(hour).padStart(2, '0')}:00:00+08:00`;
const draft: Draft = { verb: 'void', code: 'other', words: ' 漂移 ', value: '', span: null };

describe('the keys', () => {
  it('decide in the queue and approve where it waits', () => {
    expect(['a', 'v', 'r', 'u', '?'].map((key) => commandOf({ key }, 'list', 'queue'))).toEqual(['accept', 'void', 'replace', 'undo', 'keys']);
    expect(['a', 'v', 'r'].map((key) => commandOf({ key }, 'list', 'waiting'))).toEqual(['approve', null, 'refuse']);
  });
  it('are letters in a field, where only Esc is a key', () => {
    expect(commandOf({ key: 'j' }, 'field', 'queue')).toBeNull();
    expect(commandOf({ key: '?' }, 'field', 'queue')).toBeNull();
    expect(commandOf({ key: 'Escape' }, 'field', 'queue')).toBe('close');
  });
  it('leave to the browser what is its own', () => {
    expect(commandOf({ key: 'a', ctrlKey: true }, 'list', 'queue')).toBeNull();
    expect(commandOf({ key: 'ArrowDown' }, 'elsewhere', 'queue')).toBeNull();
    expect(commandOf({ key: 'A', shiftKey: true }, 'list', 'queue')).toBeNull();
  });
  it('move, and with shift choose several', () => {
    expect(commandOf({ key: 'j' }, 'elsewhere', 'queue')).toBe('next');
    expect(commandOf({ key: 'J', shiftKey: true }, 'list', 'queue')).toBe('extend_next');
    expect(commandOf({ key: 'ArrowUp', shiftKey: true }, 'list', 'queue')).toBe('extend_previous');
    // With the capitals locked it is the same key.
    expect(commandOf({ key: 'J' }, 'list', 'queue')).toBe('next');
  });
});

describe('what is chosen', () => {
  it('ends at the ends of the list', () => {
    expect(move(FIRST, 'previous', 3)).toEqual(FIRST);
    expect(move({ at: 2, anchor: 2 }, 'next', 3)).toEqual({ at: 2, anchor: 2 });
    expect(move(FIRST, 'last', 3)).toEqual({ at: 2, anchor: 2 });
  });
  it('grows from where it began, either way', () => {
    const up = move(move({ at: 2, anchor: 2 }, 'extend_previous', 4), 'extend_previous', 4);
    expect(up).toEqual({ at: 0, anchor: 2 });
    expect(chosenOf(['a', 'b', 'c', 'd'], up)).toEqual(['a', 'b', 'c']);
    expect(isChosen(up, 3)).toBe(false);
    expect(move(up, 'next', 4)).toEqual({ at: 1, anchor: 1 });
    expect(pickAt({ at: 1, anchor: 1 }, 3, true)).toEqual({ at: 3, anchor: 1 });
  });
  it('stays within a list that has become shorter', () => {
    expect(clamped({ at: 5, anchor: 3 }, 2)).toEqual({ at: 1, anchor: 1 });
    expect(clamped({ at: 5, anchor: 3 }, 0)).toEqual(FIRST);
  });
  it('is the next one when what was decided has left', () => {
    const rows = ['a', 'b', 'c', 'd'];
    const gone = (...names: string[]) => (row: string) => names.includes(row);
    expect(afterRemoval(rows, { at: 2, anchor: 1 }, gone('b', 'c'))).toEqual({ at: 1, anchor: 1 });
    expect(afterRemoval(rows, { at: 3, anchor: 3 }, gone('d'))).toEqual({ at: 2, anchor: 2 });
    // A stretch takes rows before it along.
    expect(afterRemoval(rows, { at: 2, anchor: 2 }, gone('a', 'c'))).toEqual({ at: 1, anchor: 1 });
    expect(afterRemoval(['a'], FIRST, gone('a'))).toEqual(FIRST);
  });
});

describe('a decision', () => {
  const chosen = [reading(1, at(8)), reading(1, at(4)), reading(2, at(6))];
  it('is not sent without words, a value, or an until after its from', () => {
    expect(missing(draft, chosen)).toBeNull();
    expect(missing({ ...draft, words: '  ' }, chosen)).toBe('words');
    expect(missing({ ...draft, verb: 'replace' }, chosen)).toBe('value');
    expect(missing({ ...draft, span: { from: '2021-04-28T08:00', to: '2021-04-28T04:00' } }, chosen)).toBe('span');
    expect(missing({ ...draft, verb: 'replace', value: '1' }, [...chosen, reading(3, at(8), 'nh3n')])).toBe('property');
    expect(missing(draft, Array.from({ length: 500 }, () => reading(1, at(8))))).toBeNull();
    expect(missing(draft, Array.from({ length: 501 }, () => reading(1, at(8))))).toBe('many');
  });
  it('names its readings', () => {
    const sent = sentOf(draft, chosen.slice(0, 1));
    expect(sent).toEqual({ verb: 'void', reason_code: 'other', reason: '漂移', readings: [{ series: 1, time: at(8) }] });
    expect(isSent(sent, reading(1, at(8)))).toBe(true);
    expect(isSent(sent, reading(2, at(8)))).toBe(false);
  });
  it('or is about a stretch of one series, whose last minute is taken whole', () => {
    expect(spanOf(chosen)).toEqual({ from: '2021-04-28T04:00', to: '2021-04-28T08:00' });
    const sent = sentOf({ ...draft, verb: 'replace', value: ' <0.01 ', span: spanOf(chosen) }, chosen);
    expect(sent.range).toEqual({ series: 1, from: '2021-04-28T04:00:00+08:00', to: '2021-04-28T08:00:59+08:00' });
    expect([sent.value, sent.readings]).toEqual(['<0.01', undefined]);
    expect([at(4), at(8), at(9)].map((time) => isSent(sent, reading(1, time)))).toEqual([true, true, false]);
  });
  it('says what each reading becomes', () => {
    const parts = [{ series: 1, from: at(4), to: at(8), value: '0.03' }] as Decision['parts'];
    expect(outcome({ verb: 'replace', parts }, reading(1, at(6)))).toEqual({ value: '0.03', quality: 'valid' });
    expect(outcome({ verb: 'void', parts }, reading(1, at(6)))).toEqual({ value: null, quality: 'invalid' });
    expect(outcome({ verb: 'accept', parts }, reading(1, at(6)))).toEqual({ value: null, quality: 'valid' });
  });
});

describe('the filters', () => {
  it('come back from the address as they went in', () => {
    const filters = { desk: 'waiting', section: '陶岔', property: 'tp' } as const;
    expect(readFilters(withParams('', filterParams(filters)))).toEqual(filters);
    expect(readFilters('')).toEqual({ desk: 'open', section: null, property: null });
    expect(withParams('?state=waiting&section=S1', filterParams(readFilters('')))).toBe('');
  });
  it('show a decision of which not all parts are told', () => {
    const decision = { part_count: 1, parts: [{ thing: '陶岔', property: 'tp' }] } as Decision;
    const filters = { desk: 'waiting', section: '陶岔', property: null } as const;
    expect(isAbout(decision, filters)).toBe(true);
    expect(isAbout(decision, { ...filters, property: 'nh3n' })).toBe(false);
    expect(isAbout({ ...decision, part_count: 30 }, { ...filters, property: 'nh3n' })).toBe(true);
  });
});

describe('what a reading is looked at beside', () => {
  it('is a week before and after, and the same days a year before', () => {
    const days = aroundDays('2021-03-03T08:00:00+08:00');
    expect(days).toEqual({ from: '2021-02-24', to: '2021-03-10' });
    expect(yearBefore(days)).toEqual({ from: '2020-02-24', to: '2020-03-10' });
    expect(shiftOf(days)).toBe(366 * 86_400_000);
    expect(yearBefore({ from: '2020-02-29', to: '2020-03-07' }).from).toBe('2019-02-28');
  });
  it('is what stands nearest, if within half a day', () => {
    const bucket = (from: string) => ({ from, to: from, min: 1, max: 1, count: 1, doubtful: 0, below: 0 });
    expect(nearest([bucket(at(4)), bucket(at(9))], wallClock(at(8)))?.from).toBe(at(9));
    expect(nearest([bucket('2021-04-27T08:00:00+08:00')], wallClock(at(8)))).toBeNull();
  });
});

describe('who may', () => {
  const person = (role: string) => ({ name: 'wang', title: null, role, area: null });
  it('is whoever has the role or more', () => {
    expect(['reader', 'editor', 'reviewer', 'keeper', 'new'].map((role) => isAtLeast(person(role), 'reviewer'))).toEqual([false, false, true, true, false]);
  });
  it('or the page says what is needed', () => {
    expect(visitorOf(person('keeper'), true, 'reviewer').access).toBe('may');
    expect(visitorOf(person('reader'), true, 'reviewer').access).toBe('role');
    expect(visitorOf(null, true, 'reviewer').access).toBe('sign_in');
    expect(visitorOf(null, false, 'reviewer').access).toBe('no_people');
  });
});
