import { describe, expect, it } from 'vitest';
import type { Column, Table } from '../src/shared/api/types';
import { columnsOfRows, inLanguage } from '../src/shared/columns';
import { withParams } from '../src/shared/url.svelte';
import { readQuery, serverParams } from '../src/shared/query';
import { figureColumn, keyOf } from '../src/shared/rows';
import { columnsOf, formatsOf, valuesOf, widthOf } from '../src/table/model';
import { exportAddress, nextSort, orderOf, withoutConditions, withoutValue, withValue } from '../src/table/query';

function column(id: string, type: Column['type'] = 'text'): Column {
  return { id, type, title: { zh: id, en: id }, unit: null };
}

function head(key: string[], columns: Column[]): Table {
  return { table: 'p.t', pack: 'p', title: { zh: '', en: '' }, period: null, key, computed: true, columns };
}

const ids = (columns: Column[]) => columns.map(({ id }) => id);

describe('what is asked of a table', () => {
  const search = '?lang=en&f.section=陶岔&f.section=白河&f.sort=x&from=2021-01&sort=-month';
  const query = readQuery(search);

  it('is read from the address, also for a column that is named as a parameter', () => {
    expect(query).toEqual({
      conditions: [
        { column: 'section', values: ['陶岔', '白河'] },
        { column: 'sort', values: ['x'] },
      ],
      from: '2021-01',
      to: null,
      sort: '-month',
    });
  });

  it('is given to the server by column, a value each', () => {
    expect(serverParams(readQuery('?f.section=a&f.section=b&to=2021-04'))).toEqual({
      section: ['a', 'b'],
      from: undefined,
      to: '2021-04',
      sort: undefined,
    });
  });

  it('takes another value of a column, once, and gives one up', () => {
    const more = withParams(search, withValue(query, 'section', '丹江口'));
    expect(readQuery(more).conditions[0]?.values).toEqual(['陶岔', '白河', '丹江口']);
    expect(withValue(query, 'section', '白河')).toEqual({ 'f.section': ['陶岔', '白河'] });
    expect(readQuery(withParams(search, withoutValue(query, 'section', '陶岔'))).conditions[0]?.values).toEqual(['白河']);
    expect(readQuery(withParams(search, withoutValue(query, 'sort', 'x'))).conditions).toHaveLength(1);
  });

  it('is all given up at once, but not the order and the language', () => {
    expect(withParams(search, withoutConditions(query))).toBe('?lang=en&sort=-month');
  });
});

describe('a press on a head', () => {
  it('sorts rising, then falling, then by the key again', () => {
    expect(nextSort(null, 'tn')).toBe('tn');
    expect(nextSort('tn', 'tn')).toBe('-tn');
    expect(nextSort('-tn', 'tn')).toBeNull();
    expect(nextSort('-month', 'tn')).toBe('tn');
  });
  it('is told to a screen reader', () => {
    expect([orderOf('tn', 'tn'), orderOf('-tn', 'tn'), orderOf('-tn', 't')]).toEqual(['ascending', 'descending', 'none']);
  });
});

describe('columns', () => {
  const columns = ['name_zh', 'name_en', 'silent_names', 'silent_names_en', 'method_zh', 'because_zh', 'because_en'].map((id) => column(id));

  it('that say one thing in two languages are shown in one', () => {
    expect(ids(inLanguage(columns, 'zh'))).toEqual(['name_zh', 'silent_names', 'method_zh', 'because_zh']);
    expect(ids(inLanguage(columns, 'en'))).toEqual(['name_en', 'silent_names_en', 'method_zh', 'because_en']);
  });

  it('of a key come first', () => {
    const table = head(['section', 'month'], [column('class'), column('section'), column('month')]);
    expect(ids(columnsOf(table, [], 'zh'))).toEqual(['section', 'month', 'class']);
  });

  it('of a standard are those of its rows, numbers known by their values', () => {
    const found = columnsOfRows([{ item: 'ph', low: null, assessed: true }, { item: 'tp', low: 0.02, assessed: true }]);
    expect(found.map(({ id, type }) => `${id} ${type}`)).toEqual(['item text', 'low number', 'assessed truth']);
  });
});

describe('the figure that opens the chain of a row', () => {
  it('is the one that is looked for first, else a number, else what there is', () => {
    const key = column('section');
    expect(figureColumn([key, column('n', 'whole'), column('class')], head(['section'], []))?.id).toBe('class');
    expect(figureColumn([key, column('word'), column('tn', 'number')], head(['section'], []))?.id).toBe('tn');
    expect(figureColumn([key], head(['section'], []))?.id).toBe('section');
  });

  it('asks with the whole key, or not at all', () => {
    const table = head(['section', 'year'], []);
    expect(keyOf({ section: '陶岔', year: 2021 }, table)).toEqual({ section: '陶岔', year: '2021' });
    expect(keyOf({ section: '陶岔', year: null }, table)).toBeNull();
  });
});

describe('values to choose from', () => {
  it('are those of the rows at hand, each once', () => {
    expect(valuesOf([{ c: 'b' }, { c: null }, { c: 'a' }, { c: 'b' }], 'c')).toEqual(['a', 'b']);
  });
});

describe('the width of a text', () => {
  it('counts a Chinese character twice', () => {
    expect([widthOf('tn'), widthOf('总氮'), widthOf('总磷 TP')]).toEqual([2, 4, 7]);
  });
});

describe('the address of a file to take away', () => {
  it('asks for what the page asks for, every value of it', () => {
    const query = readQuery('?f.section=陶岔&f.section=宋岗&from=2021-01&sort=-mean&why=x&lang=en');
    const asked = new URL(exportAddress('water_quality.item_month', query, 'csv', 'en'), 'http://x');
    expect(asked.pathname).toBe('/api/tables/water_quality.item_month/export');
    expect(asked.searchParams.getAll('section')).toEqual(['陶岔', '宋岗']);
    const { from, sort, format, lang } = Object.fromEntries(asked.searchParams);
    expect([from, sort, format, lang]).toEqual(['2021-01', '-mean', 'csv', 'en']);
  });
});

describe('the kinds of file to take away', () => {
  it('have places where the rows are of things', () => {
    const sheet = { table: 'p.t', pack: 'p', head: null, hasPlaces: true };
    expect(formatsOf(sheet)).toContain('geojson');
    expect(formatsOf({ ...sheet, hasPlaces: false })).not.toContain('geojson');
  });
});
