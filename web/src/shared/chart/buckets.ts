import { get } from '../api/client';
import type { BucketAnswer } from '../api/types';
import { rangeParams, type Range } from '../range';

// One chart is about this many CSS pixels wide; a fixed number lets charts and pages share answers.
const CHART_WIDTH = '480';

/** What a chart shows of a series over whole days, whose offset is that of the zone's clock. */
export function loadBuckets(
  series: number,
  range: Range,
  offset: string,
  signal: AbortSignal,
): Promise<BucketAnswer> {
  return get(`/series/${series}/buckets`, { ...rangeParams(range, offset), width: CHART_WIDTH }, signal);
}
