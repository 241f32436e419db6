import { expect, it } from 'vitest';
import { marksOf, numbersOf } from '../src/remark/about';
import type { Remark } from '../src/shared/api/types';
import { wallClock } from '../src/shared/chart/points';

const remark = (id: number, series: number | null, time: string | null) => ({ id, series, time }) as Remark;
const early = '2021-04-01T08:00:00+08:00';
const late = '2021-04-02T08:00:00+08:00';

it('remarks on readings are numbered by the time of the reading, others are not', () => {
  const numbers = numbersOf([remark(9, null, null), remark(3, 1, late), remark(7, 2, early)]);
  expect([...numbers]).toEqual([[7, 1], [3, 2]]);
});

it('remarks on one reading share a mark on the chart of its series', () => {
  const marks = marksOf([remark(3, 1, late), remark(4, 1, late), remark(7, 2, early), remark(9, null, null)]);
  expect([...marks]).toEqual([
    [2, [{ at: wallClock(early), label: '1' }]],
    [1, [{ at: wallClock(late), label: '2,3' }]],
  ]);
});
