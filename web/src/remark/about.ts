import type { Remark } from '../shared/api/types';
import { wallClock } from '../shared/chart/points';
import type { NumberedMark } from '../shared/chart/model';

/** The numbers by which remarks on readings are found on the charts: from the oldest reading to the newest. */
export function numbersOf(remarks: readonly Remark[]): Map<number, number> {
  const onReadings = remarks.filter((one) => one.time !== null);
  const inTime = onReadings.toSorted((a, b) => Date.parse(a.time!) - Date.parse(b.time!) || a.id - b.id);
  return new Map(inTime.map((one, at) => [one.id, at + 1]));
}

/** The marks on the chart of each series; remarks on one reading share a mark. */
export function marksOf(remarks: readonly Remark[]): Map<number, NumberedMark[]> {
  const numbers = numbersOf(remarks);
  const marks = new Map<number, NumberedMark[]>();
  for (const { id, series, time } of remarks.toSorted((a, b) => (numbers.get(a.id) ?? 0) - (numbers.get(b.id) ?? 0))) {
    if (series === null || time === null) continue;
    const own = marks.get(series) ?? [];
    const at = wallClock(time);
    const same = own.find((mark) => mark.at === at);
    if (same) same.label += `,${numbers.get(id)}`;
    else own.push({ at, label: String(numbers.get(id)) });
    marks.set(series, own);
  }
  return marks;
}
