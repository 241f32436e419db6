import { expect, test } from 'vitest';
import type { ClassId } from '../src/shared/api/types';
import { newestMonth, strip } from '../src/section/strip';

const row = (month: string, cls: ClassId | null = 'II', complete = true) => ({ month, class: cls, complete });
const states = (years: ReturnType<typeof strip>, year: number) =>
  years.find((y) => y.year === year)?.cells.map((cell) => cell.state);

test('a month between two judged months without a row is silent, not blank', () => {
  const years = strip([row('2020-05'), row('2020-07')], '2020-05-10', null, '2020-07');
  expect(states(years, 2020)?.slice(3, 8)).toEqual(['outside', 'judged', 'silent', 'judged', 'outside']);
});

test('a section that fell silent stays silent up to the newest month of the zone', () => {
  const years = strip([row('2020-08')], '2020-05-10', null, '2021-04');
  expect(years.map((y) => y.year)).toEqual([2021, 2020]);
  expect(states(years, 2021)?.slice(0, 5)).toEqual(['silent', 'silent', 'silent', 'silent', 'outside']);
  expect(states(years, 2020)?.[4]).toBe('silent');
});

test('months before data were due and after they ended are outside', () => {
  const years = strip([row('2021-02')], '2021-02-01', '2021-03-31', '2021-06');
  expect(states(years, 2021)?.slice(0, 5)).toEqual(['outside', 'judged', 'silent', 'outside', 'outside']);
});

test('a row outside the expected months is shown all the same', () => {
  const years = strip([row('2019-12'), row('2021-07')], '2021-01-01', null, '2021-04');
  expect(years.map((y) => y.year)).toEqual([2021, 2020, 2019]);
  expect(states(years, 2019)?.[11]).toBe('judged');
  expect(states(years, 2021)?.[6]).toBe('judged');
});

test('readings without a class are unjudged, and an incomplete month is told apart', () => {
  const [year] = strip([row('2021-01', null), row('2021-02', 'IV', false)], null, null, '2021-02');
  expect(year?.cells[0]).toMatchObject({ state: 'unjudged', class: null });
  expect(year?.cells[1]).toMatchObject({ state: 'judged', class: 'IV', complete: false });
});

test('a section of which nothing is known has no strip', () => {
  expect(strip([], null, null, null)).toEqual([]);
});

test('a section that owes data and gave none has a strip of silent months', () => {
  expect(states(strip([], '2021-03-01', null, '2021-04'), 2021)?.slice(1, 5)).toEqual([
    'outside',
    'silent',
    'silent',
    'outside',
  ]);
});

test('the newest month is the latest, whatever the order of the rows', () => {
  expect(newestMonth([{ month: '2021-01' }, { month: '2020-12' }])).toBe('2021-01');
  expect(newestMonth([])).toBeNull();
});

test('a month that is made of simulated readings says so', () => {
  const years = strip([row('2021-01'), { ...row('2021-02'), is_simulated: true }], '2021-01-01', null, '2021-03');
  expect(years[0]?.cells.slice(0, 3).map((cell) => cell.simulated)).toEqual([false, true, false]);
});
