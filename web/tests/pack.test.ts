import { describe, expect, it } from 'vitest';
import { anchorOf, leadComment, readsFrom } from '../src/pack/model';

describe('a table of a pack', () => {
  it('stands where its name without the schema says', () => {
    expect(anchorOf('water_quality.section_month')).toBe('section_month');
  });

  it('says what it is in the comment before its query', () => {
    expect(leadComment('-- Means over longer times,\n-- judged as a month is.\nwith a as (\n-- not this\nselect 1)')).toBe(
      'Means over longer times, judged as a month is.',
    );
    expect(leadComment('select 1 -- one')).toBe('');
    expect(leadComment('-- only words')).toBe('only words');
  });

  it('reads the tables of its pack that its query names, each once, and not those it only speaks of', () => {
    const sql = `-- as water_quality.trend does
      select d.mean from water_quality.item_day d
      join water_quality.item_day e on e.day = d.day
      join water_quality.limits l on l.item = d.item
      join other.thing t on t.code = d.section`;
    const table = { table: 'water_quality.item_month', title: { zh: '', en: '' }, sql_path: '', sql, tests: [] };
    const known = new Set(['water_quality.item_day', 'water_quality.limits', 'water_quality.trend', 'water_quality.item_month']);
    expect(readsFrom(table, 'water_quality', known)).toEqual(['water_quality.item_day', 'water_quality.limits']);
  });
});
