import { describe, expect, it } from 'vitest';
import { isNamed, shownColumns } from '../src/board/columns';
import { spansOf, speakersOf } from '../src/board/layout';
import { linesOf, valueAt } from '../src/board/lines';
import { monthsOf } from '../src/board/months';
import { queryOf } from '../src/board/part';
import { firstMonth, shapeOf, spanOf, withoutGaps } from '../src/board/period';
import { countValues } from '../src/board/share';
import type { Column, Part, Table } from '../src/shared/api/types';
import { linkParams, readQuery, serverParams } from '../src/shared/query';
import { withParams } from '../src/shared/url.svelte';
import { headOf, valueText, type Wording } from '../src/shared/value';

function column(id: string, type: Column['type'] = 'text'): Column {
  return { id, type, title: { zh: id, en: id }, unit: null };
}

function part(changes: Partial<Part>): Part {
  return {
    id: 'p', title: { zh: '', en: '' }, note: null, show: 'table', table: 'p.t',
    column: null, by: null, columns: [], where: {}, sort: null, rows: null, ...changes,
  };
}

const HEAD: Table = {
  table: 'p.t', pack: 'p', title: { zh: '', en: '' }, period: 'month', key: ['section', 'month'], computed: true,
  columns: ['section', 'name_zh', 'name_en', 'month', 'rate', 'because_zh', 'because_en'].map((id) => column(id)),
};

describe('the period that shows a month', () => {
  it.each([
    ['2021-04', 'month'],
    ['2021-Q2', 'quarter'],
    ['2021', 'year'],
    ['2021-04-30', 'day'],
    ['spring', null],
  ] as const)('%s is written by %s', (period, shape) => {
    expect(shapeOf(period)).toBe(shape);
  });

  it('is the one that holds it', () => {
    expect(spanOf('2021-04', 'month')).toEqual({ from: '2021-04', to: '2021-04' });
    expect(spanOf('2021-03', 'quarter')).toEqual({ from: '2021-Q1', to: '2021-Q1' });
    expect(spanOf('2021-04', 'quarter')).toEqual({ from: '2021-Q2', to: '2021-Q2' });
    expect(spanOf('2021-12', 'year')).toEqual({ from: '2021', to: '2021' });
    expect(spanOf('2024-02', 'day')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  });

  it('begins with its first month', () => {
    expect(['2021-04', '2021-Q4', '2021', '2021-04-30', 'x'].map(firstMonth)).toEqual([
      '2021-04', '2021-10', '2021-01', '2021-04', null,
    ]);
  });
});

describe('the months of a board', () => {
  const ends = (first: string, last: string, monthFirst: string | null = null) => ({
    first: { period: first, monthFirst },
    last: { period: last, monthFirst },
  });

  it('do not run to the December that a year is named by', () => {
    expect(monthsOf([ends('2020-05', '2021-04'), ends('2020-12', '2021-12', '2021-01'), ends('2020', '2021')])).toEqual({
      first: '2020-01', last: '2021-04',
    });
  });

  it('are the ends of twelve months to date where nothing else goes by periods', () => {
    expect(monthsOf([ends('2020-12', '2021-04', '2020-05')])).toEqual({ first: '2020-12', last: '2021-04' });
    expect(monthsOf([])).toBe(null);
  });
});

describe('periods of a line', () => {
  it('keep the gap of those without rows', () => {
    expect(withoutGaps(['2021-02', '2020-11', '2021-02'])).toEqual(['2020-11', '2020-12', '2021-01', '2021-02']);
    expect(withoutGaps(['2020-Q3', '2021-Q1'])).toEqual(['2020-Q3', '2020-Q4', '2021-Q1']);
    expect(withoutGaps(['2019', '2021'])).toEqual(['2019', '2020', '2021']);
    expect(withoutGaps(['2021-02-27', '2021-03-01'])).toEqual(['2021-02-27', '2021-02-28', '2021-03-01']);
  });

  it('stay as they are where they are written in no one way, or a slip would make centuries', () => {
    expect(withoutGaps(['b', 'a'])).toEqual(['a', 'b']);
    expect(withoutGaps(['2020-01', '2020-0x', '2020-04'])).toEqual(['2020-01', '2020-04', '2020-0x']);
    expect(withoutGaps(['0021-04', '2021-04'])).toEqual(['0021-04', '2021-04']);
    expect(withoutGaps(['1021-04', '2021-04'])).toEqual(['1021-04', '2021-04']);
    expect(withoutGaps([])).toEqual([]);
  });
});

describe('lines', () => {
  const rows = [
    { section: 'a', month: '2021-01', rate: 1 },
    { section: 'b', month: '2021-01', rate: 2 },
    { section: 'a', month: '2021-03', rate: null },
  ];

  it('are one for each value of `by`, and hold nothing where there is no row or no number', () => {
    const { periods, lines, isAmbiguous } = linesOf(rows, 'month', 'section');
    expect(periods).toEqual(['2021-01', '2021-02', '2021-03']);
    expect(lines.map((line) => [line.of, ...periods.map((_, at) => valueAt(line, at, 'rate'))])).toEqual([
      ['a', 1, null, null],
      ['b', 2, null, null],
    ]);
    expect(isAmbiguous).toBe(false);
  });

  it('are none where a period has several rows that nothing sets apart', () => {
    expect(linesOf(rows, 'month', null).isAmbiguous).toBe(true);
  });
});

describe('a share', () => {
  it('counts classes in their order, and what has none last', () => {
    const rows = ['IV', 'II', null, 'II', 'III', null, null].map((value) => ({ class: value }));
    expect(countValues(rows, column('class')).map(({ value, count }) => [value, count])).toEqual([
      ['II', 2], ['III', 1], ['IV', 1], [null, 3],
    ]);
  });

  it('counts other words by their number, also when they look like classes', () => {
    const rows = ['V', 'I', 'I'].map((value) => ({ word: value }));
    expect(countValues(rows, column('word')).map(({ value }) => value)).toEqual(['I', 'V']);
  });

  it('counts yes before no, and each keeps its tone where the other is missing', () => {
    const counted = (values: (boolean | null)[]) =>
      countValues(values.map((value) => ({ met: value })), column('met', 'truth')).map(({ value, count, tone }) => [value, count, tone]);
    expect(counted([false, null, false, true])).toEqual([[true, 1, 0], [false, 2, 1], [null, 1, 2]]);
    expect(counted([false])).toEqual([[false, 1, 1]]);
  });
});

describe('the grid', () => {
  it('leaves no hole beside a part', () => {
    expect(spansOf(['figure', 'figure', 'share', 'line', 'rank', 'table'])).toEqual([3, 3, 6, 6, 6, 12]);
    expect(spansOf(['share', 'figure', 'figure'])).toEqual([6, 3, 3]);
    expect(spansOf(['figure'])).toEqual([12]);
    expect(spansOf([])).toEqual([]);
  });

  it('gives a kind of part that it does not know a row of its own', () => {
    expect(spansOf(['figure', 'sankey' as Part['show'], 'figure'])).toEqual([12, 12, 12]);
  });
});

describe('the sentence of a row', () => {
  it('is said by the first figure that shows it', () => {
    const figure = (id: string, table: string, where = {}) => part({ id, table, where, show: 'figure' });
    const parts = [part({ id: 'line', table: 'p.z', show: 'line' }), figure('a', 'p.z'), figure('b', 'p.z'), figure('c', 'p.z', { kind: ['year'] })];
    expect([...speakersOf(parts)]).toEqual(['a', 'c']);
  });
});

describe('what a part asks', () => {
  const asked = part({ where: { period_kind: ['year', 'quarter'] }, sort: '-rate' });
  const span = { from: '2021-04', to: '2021-04' };

  it('is one period, or all up to it for a line', () => {
    expect(queryOf(asked, HEAD, span)).toEqual({
      conditions: [{ column: 'period_kind', values: ['year', 'quarter'] }], from: '2021-04', to: '2021-04', sort: '-rate',
    });
    expect(queryOf(part({ show: 'line' }), HEAD, span)).toEqual({ conditions: [], from: null, to: '2021-04', sort: 'month' });
  });

  it('is what the page of the table reads from its link', () => {
    const query = queryOf(asked, HEAD, span);
    const there = readQuery(withParams('', linkParams(query)));
    expect(there).toEqual(query);
    expect(serverParams(there)).toEqual(serverParams(query));
  });
});

describe('columns of a part', () => {
  const known = new Map(HEAD.columns.map((one) => [one.id, one]));
  const ids = (columns: Column[]) => columns.map(({ id }) => id);

  it('are those it names and the one it measures, each text in one language', () => {
    expect(ids(shownColumns(part({ columns: ['section', 'because_zh', 'because_en'], column: 'rate' }), known, 'en'))).toEqual([
      'section', 'because_en', 'rate',
    ]);
    expect(ids(shownColumns(part({ columns: ['section', 'none'] }), known, 'zh'))).toEqual(['section']);
  });

  it('take the name of their row where it is not shown beside them', () => {
    expect(isNamed(column('section'), HEAD, [])).toBe(true);
    expect(isNamed(column('section'), HEAD, [column('name_zh')])).toBe(false);
    expect(isNamed(column('month'), HEAD, [])).toBe(false);
    expect(isNamed(column('section'), undefined, [])).toBe(false);
  });
});

describe('the head of a column', () => {
  const head = (title: string) => headOf({ ...column('stable'), title: { zh: title, en: title } });

  it('leaves out the ids that are written in words below it, and nothing else', () => {
    expect(head('稳定达标：yes、no、not_enough_data')).toBe('稳定达标');
    expect(head('Stable: yes, no, not_enough_data')).toBe('Stable');
    expect(head('Kind: month, quarter')).toBe('Kind: month, quarter');
    expect(head('时段种类：year 年、month 月')).toBe('时段种类：year 年、month 月');
    expect(head('')).toBe('stable');
  });
});

describe('a list of items', () => {
  const wording = { items: new Map([['tp', { zh: '总磷', en: 'TP' }], ['nh3n', { zh: '氨氮', en: 'NH3-N' }]]), timeZone: 'Asia/Shanghai' };
  const text = (value: string) => valueText(value, column('main_pollutants'), wording);

  it('is written with their titles, with what stands beside each', () => {
    expect(text('tp, nh3n')).toBe('总磷、氨氮');
    expect(text('tp 0.66; nh3n 0.18')).toBe('总磷 0.66、氨氮 0.18');
    expect(text('tp 12.5%')).toBe('总磷 12.5%');
  });

  it('is left as it is where one part is no item', () => {
    expect(text('tp, else')).toBe('tp, else');
    expect(text('tp is high')).toBe('tp is high');
  });
});

describe('a word that the pack gives a title', () => {
  const worst: Column = { ...column('worst'), words: { none: { zh: '无发现', en: 'no finding' }, silent: { zh: '无数据', en: 'silent' } } };
  const wording: Wording = { items: new Map(), timeZone: 'Asia/Shanghai' };

  it('is shown by it, and one without by itself', () => {
    expect(valueText('none', worst, wording)).toBe('无发现');
    expect(valueText('frozen', worst, wording)).toBe('frozen');
    // Words of the page stand aside: the pack's own title says what it means there.
    expect(valueText('silent', worst, wording)).toBe('无数据');
  });

  it('is not listed again in the head of its column', () => {
    expect(headOf({ ...worst, title: { zh: '发现：none、silent', en: 'Finding: none, silent' } })).toBe('发现');
    expect(headOf({ ...worst, title: { zh: '发现：none、frozen', en: 'Finding: none, frozen' } })).toBe('发现：none、frozen');
  });
});
