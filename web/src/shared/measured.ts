import type { Observation } from './api/types';
import { MISSING, number } from './format';

export type Measured = Pick<Observation, 'value' | 'flag' | 'detection_limit' | 'qualifier'>;

/** The value as a laboratory prints it: `<0.01` below detection, never 0; `>50` beyond the range. */
export function measuredText(reading: Measured): string {
  if (reading.detection_limit !== null && (reading.value === null || reading.flag === 'L')) {
    return `<${number(reading.detection_limit)}`;
  }
  if (reading.value === null) return reading.flag === 'L' ? '<?' : MISSING;
  return `${reading.qualifier ?? ''}${number(reading.value)}`;
}
