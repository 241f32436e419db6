import { expect, test } from 'vitest';
import { clockText, gapMs, lonePoints, minMaxLine, wallClock } from '../src/shared/chart/points';
import { scaleOver } from '../src/shared/chart/scale';
import { axisEnds, chartModel, extent } from '../src/section/chart';
import { tickText } from '../src/shared/chart/item';
import type { Limits } from '../src/shared/limits';

const at = (day: number, hour = 0) =>
  `2021-04-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00+08:00`;
const span = (from: string, min: number, max = min, count = 1, doubtful = 0) => ({ from, to: from, min, max, count, doubtful, below: 0 });
const undetected = { ...span(at(3), 0, 0, 0), min: null, max: null, below: 2 };

test('an instant is drawn on the clock of the zone whatever the clock of the reader', () => {
  expect(clockText(wallClock('2021-04-01T04:00:00+08:00'))).toBe('2021-04-01 04:00');
});

test('a span of several readings is drawn from its least to its greatest', () => {
  const line = minMaxLine([span(at(1), 1, 3, 6)], 86_400);
  expect(line.map(([, y]) => y)).toEqual([1, 3]);
});

test('missing days break the line', () => {
  const line = minMaxLine([span(at(1), 1), span(at(2), 2), span(at(3), 3), span(at(9), 4)], 86_400);
  expect(line.map(([, y]) => y)).toEqual([1, 2, 3, null, 4]);
});

test('a daily series that turns four-hourly is not torn apart', () => {
  const spans = [span(at(1), 1), span(at(2), 1), span(at(3), 1), span(at(3, 4), 1), span(at(3, 8), 1), span(at(4, 8), 1), span(at(5, 8), 1)];
  expect(gapMs(spans, 14_400)).toBe(3 * 86_400_000);
  expect(minMaxLine(spans, 14_400).some(([, y]) => y === null)).toBe(false);
});

test('an empty series and a series of one reading are drawn without a line', () => {
  expect(minMaxLine([], 60)).toEqual([]);
  const one = minMaxLine([span(at(1), 2)], 60);
  expect(lonePoints(one)).toEqual(one);
});

test('a reading between two breaks becomes a dot', () => {
  const line = minMaxLine([span(at(1), 1), span(at(2), 1), span(at(3), 1), span(at(12), 9), span(at(22), 1), span(at(23), 1)], 86_400);
  expect(lonePoints(line).map(([, y]) => y)).toEqual([9]);
});

test('the axis ends on whole steps around the values', () => {
  expect(scaleOver([2.02, 6.81, 4], true)).toEqual({ min: 0, max: 8, step: 2 });
  expect(scaleOver([0.006, 0.017, 0.025], true)).toEqual({ min: 0, max: 0.03, step: 0.01 });
  expect(scaleOver([7.9, 8.3, 6, 9], false)).toEqual({ min: 6, max: 9, step: 1 });
});

test('the axis has a height where all values are alike or none is there', () => {
  const { min, max } = scaleOver([5, 5], false);
  expect(max).toBeGreaterThan(min);
  expect(scaleOver([], false)).toEqual({ min: 0, max: 1, step: 0.5 });
  expect(scaleOver([0, 0], true).max).toBeGreaterThan(0);
});

const codmn: Limits = {
  item: 'codmn',
  water_body: 'lake',
  better: 'lower',
  class_i: 2,
  class_ii: 4,
  class_iii: 6,
  class_iv: 10,
  class_v: 15,
  low: null,
  high: null,
  unit: 'mg/L',
  assessed: true,
};
const indicator = {
  property: 'codmn',
  answer: { from: null, to: null, seconds: 14_400, rows: [span(at(1), 2), span(at(2), 1, 6.81, 4, 1)] },
  limits: codmn,
  reference: 'II' as const,
  scaleMode: 'limit' as const,
  lang: 'zh' as const,
  from: 0,
  to: 1,
};

test('a reading beyond the target becomes a mark at its own value', () => {
  const model = chartModel(indicator, () => '');
  expect(model.beyond).toEqual([[wallClock(at(2)), 6.81]]);
  expect(model.doubtful).toHaveLength(1);
  expect(model.scale.max).toBeGreaterThanOrEqual(6.81);
});

test('an item that is reported apart keeps its limit lines and gets no marks', () => {
  const model = chartModel({ ...indicator, limits: { ...codmn, assessed: false } }, () => '');
  expect(model.beyond).toEqual([]);
  expect(model.marks.length).toBeGreaterThan(0);
});

test('the scale by the data leaves a far limit off the axis', () => {
  const rows = [span(at(1), 0.02), span(at(2), 0.04)];
  const model = chartModel({ ...indicator, answer: { ...indicator.answer, rows }, scaleMode: 'data' }, () => '');
  expect(model.scale.max).toBeLessThan(0.1);
  expect(model.marks).toEqual([]);
});

test('the tooltip is asked with the span that was drawn there', () => {
  const model = chartModel(indicator, (rows) => rows.map((row) => row.max).join());
  expect(model.tip(wallClock(at(2)))).toBe('6.81');
  expect(model.tip(5)).toBe('');
});

test('a large tick is written short in the words of the language', () => {
  expect(tickText(15_000_000, 'zh')).toBe('1500万');
  expect(tickText(2_500_000, 'en')).toBe('2.5M');
  expect(tickText(0.025, 'zh')).toBe('0.025');
});

test('the extent counts readings, not spans', () => {
  expect(extent(indicator.answer.rows)).toEqual({ span: { min: 1, max: 6.81 }, count: 5, doubtful: 1, below: 0 });
  expect(extent([])).toBeNull();
});

test('readings below detection are counted and drawn nowhere: they are not zero', () => {
  expect(extent([span(at(1), 2), undetected])).toEqual({ span: { min: 2, max: 2 }, count: 1, doubtful: 0, below: 2 });
  expect(extent([undetected])?.span).toBeNull();
  expect(minMaxLine([span(at(1), 2), undetected], 86_400).map(([, y]) => y)).toEqual([2, null]);
  const model = chartModel({ ...indicator, answer: { ...indicator.answer, rows: [undetected] }, scaleMode: 'data' }, () => '');
  expect(model.beyond).toEqual([]);
});

test('all charts share the range asked for, or all that any series holds', () => {
  const record = [[span(at(2), 1), span(at(5), 1)], [span(at(1), 1)], []];
  expect(axisEnds({ from: null, to: null }, record)).toEqual({ from: wallClock(at(1)), to: wallClock(at(5)) });
  expect(axisEnds({ from: '2021-04-03', to: null }, record)?.from).toBe(wallClock(at(3)));
  expect(axisEnds({ from: null, to: null }, [[]])).toBeNull();
  const single = axisEnds({ from: null, to: null }, [[span(at(1), 1)]]);
  expect(single && single.to - single.from).toBe(86_400_000);
});
