import { describe, expect, it } from 'vitest';
import type { IndexMonth, SectionMonth, Thing, ZoneMonth } from '../src/shared/api/types';
import { changesOf, countClasses, isExpected, monthShown, rowsOf, sectionsOf, sorted, watersOf } from '../src/zone/model';
import { rankColumns, ranksOf } from '../src/zone/ranks';

function thing(code: string, fields: Record<string, string>): Thing {
  return { kind: 'section', code, name_zh: code, name_en: null, longitude: null, latitude: null, geometry: null, fields, version: 1, is_simulated: false };
}

function row(section: string, month: string, rank: number): SectionMonth {
  const classes = ['I', 'II', 'III', 'IV', 'V', 'inferior_V'] as const;
  return { section, month, class: classes[rank - 1], class_rank: rank, name_zh: section, name_en: null } as SectionMonth;
}

const things = [
  thing('陶岔', { river: '丹江口水库', water_body: 'lake' }),
  thing('南津关', { river: '长江', water_body: 'river' }),
  thing('朱沱', { river: '长江', water_body: 'river' }),
  thing('三道河', { area: '河南省', water_body: 'river' }),
  thing('剑河口', { river: '剑河', water_body: 'river', expected_from: '2021-05-01' }),
];
const rows = [row('陶岔', '2021-04', 2), row('陶岔', '2021-03', 3), row('南津关', '2021-04', 4), row('南津关', '2021-03', 2), row('三道河', '2021-04', 2)];
const sections = sectionsOf(things, rows, '2021-04');
const of = (code: string) => sections.find((section) => section.code === code)!;

describe('a section in a month', () => {
  it('is silent only when data were expected', () => {
    expect(of('朱沱').state).toBe('silent');
    expect(of('剑河口').state).toBe('not_expected');
    expect(of('陶岔').state).toBe('judged');
  });
  it('is expected from the month its date lies in to the month its last date lies in', () => {
    const held = thing('x', { expected_from: '2020-05-10', expected_until: '2021-04-30' });
    expect(['2020-04', '2020-05', '2021-04', '2021-05'].map((m) => isExpected(held, m))).toEqual([false, true, true, false]);
  });
  it('changes for the better when its class number falls', () => {
    expect(of('陶岔').changeMonth).toBe('better');
    expect(of('南津关').changeMonth).toBe('worse');
    expect(of('三道河').changeMonth).toBe('unknown');
  });
});

describe('the picture', () => {
  it('puts lakes first, joins sections of one river, and leaves unknown rivers for the end', () => {
    expect(watersOf(sections).map((water) => water.river ?? water.area)).toEqual(['丹江口水库', '长江', '剑河', '河南省']);
  });
  it('breaks a long river into rows without losing a section', () => {
    expect(rowsOf(sections, 2).map((part) => part.length)).toEqual([2, 2, 1]);
  });
});

describe('the figures', () => {
  it('count judged sections by class', () => {
    expect(countClasses(sections).map((one) => one.count)).toEqual([0, 2, 0, 1, 0, 0]);
  });
  it('compare only what both months have', () => {
    const { better, worse, same } = changesOf(sections, 'month');
    expect([better.length, worse.length, same.length]).toEqual([1, 1, 0]);
  });
  it('list the silent first whatever the order', () => {
    for (const text of ['class', 'name'] as const) {
      const list = sorted(sections, { column: text, descending: true }, 'zh');
      expect(list[0]?.code).toBe('朱沱');
      expect(list.at(-1)?.code).toBe('剑河口');
    }
  });
});

describe('ranking', () => {
  const index = (section: string, rank: number, items: string) => ({ section, rank, items }) as IndexMonth;
  const many = Array.from({ length: 14 }, (_, i) => index(`s${i}`, 14 - i, 'ph, tp'));
  it('keeps apart sections with other items', () => {
    const ranks = ranksOf([...many, index('alone', 1, 'ph')]);
    expect(ranks.groups.map((group) => group.rows.length)).toEqual([14]);
    expect(ranks.alone.map((one) => one.section)).toEqual(['alone']);
  });
  it('shows both ends, or all in two halves', () => {
    const group = ranksOf(many).groups[0]!;
    expect(rankColumns(group, false).map((part) => part.map((one) => one.rank))).toEqual([[1, 2, 3, 4, 5], [10, 11, 12, 13, 14]]);
    expect(rankColumns(group, true).map((part) => part.length)).toEqual([7, 7]);
  });
});

describe('the month shown', () => {
  const ends = { first: '2020-11', last: '2021-06' };
  const months = [{ month: '2020-11' }, { month: '2021-06' }] as ZoneMonth[];

  it('is the one asked for where it was computed, else the newest', () => {
    expect(['2020-11', '2021-01', null].map((asked) => monthShown({ months, ends }, asked))).toEqual(['2020-11', '2021-06', '2021-06']);
  });
  it('lies between the ends for who sees only the sections of an area', () => {
    const shown = ['2021-01', '2021-13', '2021-07', null].map((asked) => monthShown({ months: [], ends }, asked));
    expect(shown).toEqual(['2021-01', '2021-06', '2021-06', '2021-06']);
  });
  it('is none where nothing was computed yet', () => {
    expect(monthShown({ months: [], ends: null }, '2021-01')).toBeNull();
  });
});
