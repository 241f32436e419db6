import { describe, expect, it } from 'vitest';
import { accessOf, byMonth, endOf, isShown, monthToDraft, offersOf, readFilter, sentOf, standingOf, stationsOf, waitsFor } from '../src/bulletin/model';
import { paperAddress, papersOf } from '../src/bulletin/papers';
import type { Bulletin, Change, Stage } from '../src/shared/api/types';
import { bytesText, changeText, columnText, groupsOf, keyOf } from '../src/bulletin/words';
import type { Column, Person } from '../src/shared/api/types';

const person = (name: string, role: string, area: Person['area'] = null): Person => ({ name, title: null, role, area });
const wang = person('wang', 'editor');
const li = person('li', 'reviewer');
const zhao = person('zhao', 'keeper');
const qian = person('qian', 'reader');

/** A bulletin after steps of these people: `drafted wang`. */
function after(...said: string[]): Bulletin {
  const steps = said.map((one) => {
    const [step, who = ''] = one.split(' ');
    return { step: step as Stage, who, name: null, at: '2026-11-26T09:00:00+08:00', words: null };
  });
  const state = steps.at(-1)!.step;
  return { id: 1, month: '2021-04', issue_of_month: 1, state, number: null, bureau: null, as_of: '', steps, supersedes: null, superseded_by: null, documents: [], changed: null };
}
const drafted = after('drafted wang');
const reviewed = after('drafted wang', 'reviewed li');
const issued = after('drafted wang', 'reviewed li', 'issued zhao');
const told = (bulletin: Bulletin, who: Person | null) => offersOf(bulletin, who).map(({ deed, not }) => `${deed} ${not ?? 'may'}`);

describe('three people', () => {
  it('draft, review and issue', () => {
    expect(told(drafted, li)).toEqual(['review may', 'return may']);
    expect(told(reviewed, zhao)).toEqual(['issue may', 'return may']);
    expect(told(issued, zhao)).toEqual([]);
    expect(told(after('drafted wang', 'returned li'), li)).toEqual([]);
  });
  it('do not take a second step, whatever their role', () => {
    const all = person('wang', 'keeper');
    expect(told(drafted, all)).toEqual(['review own_draft', 'withdraw may']);
    expect(told(reviewed, all)).toEqual(['issue own_draft', 'withdraw may']);
    expect(told(reviewed, person('li', 'keeper'))).toEqual(['issue own_review', 'return own_return']);
  });
  it('need the role, and the page says which', () => {
    expect(told(drafted, qian)).toEqual(['review reviewer', 'return reviewer']);
    expect(told(reviewed, person('sun', 'reviewer'))).toEqual(['issue keeper', 'return keeper']);
  });
  it('are waited for only where they may', () => {
    const asker = (who: Person | null) => ({ person: who, hasPeople: true });
    expect([wang, li, zhao, qian, null].map((who) => waitsFor(drafted, asker(who)))).toEqual([false, true, true, false, false]);
    expect(waitsFor(drafted, asker(person('li', 'reviewer', { field: 'area', value: '河南省' } as Person['area'])))).toBe(false);
    expect(waitsFor(issued, asker(zhao))).toBe(false);
  });
  it('see the whole zone', () => {
    const part = person('sun', 'keeper', { field: 'area', value: '河南省' } as Person['area']);
    expect(accessOf({ person: part, hasPeople: true }, 'editor')).toBe('area');
    expect(accessOf({ person: wang, hasPeople: true }, 'editor')).toBe('may');
    expect(accessOf({ person: null, hasPeople: false }, 'editor')).toBe('no_people');
  });
});

describe('the line of steps', () => {
  const line = (bulletin: Bulletin) => stationsOf(bulletin).map(({ state }) => state);
  it('goes on from what was done last', () => {
    expect(line(drafted)).toEqual(['taken', 'next', 'ahead']);
    expect(line(reviewed)).toEqual(['taken', 'taken', 'next']);
    expect(line(issued)).toEqual(['taken', 'taken', 'taken']);
  });
  it('ends where it was returned or withdrawn', () => {
    expect(line(after('drafted wang', 'returned li'))).toEqual(['taken', 'off', 'off']);
    expect(endOf(after('drafted wang', 'withdrawn wang'))?.who).toBe('wang');
    expect(endOf(issued)).toBeNull();
  });
});

describe('what is sent', () => {
  it('stops where a figure changed that this person was not shown', () => {
    expect(sentOf('issue', ' ', { changed: 0 })).toEqual({ unless_changed: true });
    expect(sentOf('review', ' 同意 ', { changed: 0 })).toEqual({ words: '同意', unless_changed: true });
  });
  it('goes on where the changes were shown', () => {
    expect(sentOf('issue', '', { changed: 3 })).toEqual({});
    expect(sentOf('return', '补录后再编', { changed: 0 })).toEqual({ words: '补录后再编' });
  });
});

describe('the months', () => {
  const of = (id: number, month: string, state: Stage) => ({ ...after('drafted wang'), id, month, state });
  const list = [of(1, '2021-02', 'issued'), of(2, '2021-03', 'returned'), of(3, '2021-03', 'issued'), of(4, '2021-03', 'drafted'), of(5, '2021-02', 'issued')];
  it('stand newest first, and of one month the newest bulletin', () => {
    expect(byMonth(list).map(({ id }) => id)).toEqual([4, 3, 2, 5, 1]);
  });
  it('have what was issued last and what is under way; a returned one does not count', () => {
    const ids = (month: string) => [standingOf(list, month).issued?.id, standingOf(list, month).underWay?.id];
    expect(ids('2021-03')).toEqual([3, 4]);
    expect(ids('2021-02')).toEqual([5, undefined]);
    expect(ids('2021-04')).toEqual([undefined, undefined]);
  });
  it('are offered for a draft: the asked one, else the newest that has none', () => {
    const months = ['2021-04', '2021-03', '2021-02', '2021-01'];
    expect(monthToDraft(months, list, null)).toBe('2021-04');
    expect(monthToDraft(months, list, '2021-02')).toBe('2021-02');
    expect(monthToDraft(months, list, '2021-03')).toBe('2021-04');
    expect(monthToDraft(['2021-03', '2021-02'], list, null)).toBe('2021-02');
    expect(monthToDraft(['2021-03'], list, null)).toBeNull();
  });
  it('are narrowed by what the address says', () => {
    const ids = (state: string | null, month: string | null) => list.filter((one) => isShown(one, readFilter(state), month)).map(({ id }) => id);
    expect(ids('open', null)).toEqual([4]);
    expect(ids('issued', '2021-02')).toEqual([1, 5]);
    expect(ids('nonsense', '2021-03')).toEqual([2, 3, 4]);
  });
});

describe('the documents', () => {
  it('of an issued one are those that were kept', () => {
    const kept = { lang: 'zh', format: 'pdf', name: null, bytes: 1_348_771, hash: 'ab' } as const;
    expect(papersOf({ state: 'issued', documents: [kept] })).toEqual([{ lang: 'zh', format: 'pdf', name: null, kept }]);
    expect([bytesText(999), bytesText(48_211), bytesText(1_348_771)]).toEqual(['1 kB', '48 kB', '1.3 MB']);
  });
  it('of another are printed when asked for, in both languages and forms', () => {
    const drafts = papersOf(drafted);
    expect(drafts.map(({ lang, format, kept }) => [lang, format, kept])).toEqual([
      ['zh', 'pdf', null],
      ['zh', 'html', null],
      ['en', 'pdf', null],
      ['en', 'html', null],
    ]);
    expect(paperAddress(3, drafts[2]!)).toBe('/api/bulletins/3/document?lang=en&format=pdf');
  });
});

describe('a form of the superior', () => {
  const kept = { lang: 'zh', format: 'xlsx', name: '省厅月报', bytes: 9_000, hash: 'cd' } as const;
  it('is offered from the draft on, after the bulletin itself', () => {
    const papers = papersOf({ state: 'drafted', documents: [kept] });
    expect(papers.map(({ format, name }) => [format, name]).slice(3)).toEqual([['html', null], ['xlsx', '省厅月报']]);
    const pdf = { lang: 'en', format: 'pdf', name: null, bytes: 348_000, hash: 'ef' } as const;
    expect(papersOf({ state: 'issued', documents: [kept, pdf] }).map(({ format }) => format)).toEqual(['pdf', 'xlsx']);
    expect(paperAddress(3, papers[4]!)).toBe(`/api/bulletins/3/document?lang=zh&format=xlsx&name=${encodeURIComponent('省厅月报')}`);
  });
});

describe('figures that changed', () => {
  const table = 'water_quality.section_month';
  const change: Change = {
    table, title_zh: '断面月评价', title_en: 'Sections by month', key: { section: '陶岔', month: '2021-04' }, label_zh: '陶岔', label_en: 'Taocha',
    column: 'class', column_zh: '水质类别', column_en: 'Class', before: 'II', after: 'III',
  };
  const columns = new Map<string, Column>([[`${table} mean`, { id: 'mean', type: 'number', title: { zh: '', en: '' }, unit: 'mg/L' }]]);
  const wording = { items: new Map([['tp', { zh: '总磷', en: 'TP' }]]), timeZone: 'Asia/Shanghai' };
  const both = (one: Change) => [changeText(one, 'before', columns, wording), changeText(one, 'after', columns, wording)];
  it('are written as everywhere on the page', () => {
    expect(both(change)).toEqual(['Ⅱ', 'Ⅲ']);
    expect(both({ ...change, column: 'deciding_item', before: 'tp', after: null })).toEqual(['总磷', '空']);
    expect(columnText({ ...change, column: 'mean', column_zh: '均值' }, columns)).toBe('均值 (mg/L)');
  });
  it('may be rows that came or went; one that went has no chain to open', () => {
    const went = { ...change, column: null, before: 'row', after: null };
    expect([columnText(went, columns), ...both(went)]).toEqual(['整行', '有此行', '无此行']);
    expect([keyOf(went), keyOf({ ...change, key: {} })]).toEqual([null, null]);
    expect(keyOf({ ...went, before: null, after: 'row' })).toEqual({ section: '陶岔', month: '2021-04' });
    expect(keyOf({ ...change, key: { year: 2021 } })).toEqual({ year: '2021' });
  });
  it('stand together by table', () => {
    const other = { ...change, table: 'water_quality.zone_month' };
    expect(groupsOf([change, other, change]).map(({ table: name, rows }) => [name, rows.length])).toEqual([[table, 2], ['water_quality.zone_month', 1]]);
  });
});
