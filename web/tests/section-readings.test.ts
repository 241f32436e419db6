import { expect, test } from 'vitest';
import { isOnPage, meanText, pages, pollutants } from '../src/section/readings';
import { measuredText } from '../src/shared/measured';
import { dateOrNull, exportAddress, lastDay, offsetOf, presetRange, rangeOf, rangeParams, sameRange } from '../src/shared/range';
import { splitTrends } from '../src/section/trends';
import type { Trend } from '../src/section/rows';

const reading = { value: null, flag: 'N', detection_limit: null, qualifier: null };

test('below detection is written with the limit and never as zero', () => {
  expect(measuredText({ ...reading, flag: 'L', detection_limit: 0.01 })).toBe('<0.01');
  expect(measuredText({ ...reading, flag: 'L', value: 0.005, detection_limit: 0.01 })).toBe('<0.01');
  expect(measuredText({ ...reading, flag: 'L' })).toBe('<?');
});

test('a value beyond the range keeps its sign, and a missing one is no zero', () => {
  expect(measuredText({ ...reading, value: 50, qualifier: '>' })).toBe('>50');
  expect(measuredText(reading)).toBe('–');
  expect(measuredText({ ...reading, value: 0 })).toBe('0');
});

test('a mean of nothing but readings below detection is below detection', () => {
  const mean = { mean: 0.005, readings: 4, readings_below: 4, detection_limit: 0.01 };
  expect(meanText(mean)).toBe('<0.01');
  expect(meanText({ ...mean, readings_below: 3 })).toBe('0.005');
  expect(meanText({ mean: null, readings: 0, readings_below: 0, detection_limit: null })).toBe('–');
});

test('main pollutants are items with their times, and oxygen has none', () => {
  expect(pollutants('tp 0.46; dissolved_oxygen')).toEqual([
    { item: 'tp', times: '0.46' },
    { item: 'dissolved_oxygen', times: null },
  ]);
  expect(pollutants(null)).toEqual([]);
});

const span = (from: string, count: number) => ({ from, min: 1, max: 1, count, doubtful: 0, below: 0 });

test('pages are full from the newest on, and their outer ends stay open', () => {
  const cut = pages([span('a', 3), span('b', 3), span('c', 3)], 6);
  expect(cut).toEqual([
    { from: 'b', before: null },
    { from: null, before: 'b' },
  ]);
});

test('a series without buckets is one page that is open on both sides', () => {
  expect(pages([], 50)).toEqual([{ from: null, before: null }]);
});

test('a bucket larger than a page is a page of its own', () => {
  expect(pages([span('a', 500), span('b', 1)], 50)).toHaveLength(2);
});

test('the reading that begins the next page is not on this one', () => {
  const page = { from: null, before: '2021-04-01T08:00:00+08:00' };
  expect(isOnPage('2021-04-01T04:00:00+08:00', page)).toBe(true);
  expect(isOnPage('2021-04-01T08:00:00+08:00', page)).toBe(false);
});

test('thirty days of an old record end at its last reading, not today', () => {
  expect(presetRange('days30', '2021-04-05', null)).toEqual({ from: '2021-03-07', to: '2021-04-05' });
  expect(presetRange('days30', null, null)).toBeNull();
});

test('a month ends on its last day, in February of a leap year too', () => {
  expect(lastDay('2020-02')).toBe('2020-02-29');
  expect(presetRange('month', null, '2021-12')).toEqual({ from: '2021-12-01', to: '2021-12-31' });
});

test('the last day of a range is asked for to its end, on the clock of the zone', () => {
  expect(rangeParams({ from: '2021-04-01', to: '2021-04-05' }, '+08:00')).toEqual({
    from: '2021-04-01T00:00:00+08:00',
    to: '2021-04-05T23:59:59+08:00',
  });
  expect(rangeParams({ from: null, to: null }, 'Z')).toEqual({ from: undefined, to: undefined });
});

test('the offset is taken from what the server wrote', () => {
  expect(offsetOf('2021-04-05T16:00:00+08:00')).toBe('+08:00');
  expect(offsetOf('2021-04-05T16:00:00Z')).toBe('Z');
});

test('a date in the address that is none is ignored', () => {
  expect(dateOrNull('2021-04-31x')).toBeNull();
  expect(dateOrNull('2021-02-31')).toBeNull();
  expect(dateOrNull('yesterday')).toBeNull();
  expect(dateOrNull('2021-04-05')).toBe('2021-04-05');
});

test('a range the wrong way round is turned', () => {
  expect(rangeOf('2021-04-05', '2021-04-01')).toEqual({ from: '2021-04-01', to: '2021-04-05' });
  expect(rangeOf('nonsense', null)).toEqual({ from: null, to: null });
});

test('ranges are the same when both ends are', () => {
  expect(sameRange({ from: null, to: null }, presetRange('whole', null, null))).toBe(true);
  expect(sameRange({ from: '2021-04-01', to: null }, { from: null, to: null })).toBe(false);
});

const trend = (item: string, direction: string, because: string): Trend => ({
  item,
  method: 'seasonal_kendall',
  first_period: null,
  last_period: null,
  periods: 12,
  periods_needed: 60,
  years: 2,
  p: null,
  p_corrected: null,
  slope: null,
  slope_lower: null,
  slope_upper: null,
  unit: 'mg/L',
  direction,
  water_is: direction,
  because_zh: because,
  because_en: because,
});

test('one refusal for several items is said once, and another reason apart', () => {
  const { decided, undecided } = splitTrends([
    trend('tp', 'not_enough_data', 'two years'),
    trend('tn', 'not_enough_data', 'two years'),
    trend('ph', 'not_enough_data', 'one year'),
    trend('codmn', 'falling', 'p 0.01'),
  ]);
  expect(decided.map((row) => row.item)).toEqual(['codmn']);
  expect(undecided.map((group) => group.items)).toEqual([['tp', 'tn'], ['ph']]);
});

test('a file of readings is asked for by days, or whole', () => {
  expect(exportAddress(88, { from: '2021-04-01', to: null }, 'csv', 'zh')).toBe('/api/series/88/export?from=2021-04-01&format=csv&lang=zh');
  expect(exportAddress(88, { from: null, to: null }, 'xlsx', 'en')).toBe('/api/series/88/export?format=xlsx&lang=en');
});
