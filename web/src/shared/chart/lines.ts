import type { EChartsCoreOption } from 'echarts/core';
import { tooltipLook, type Palette } from './model';
import { tidy, type Scale } from './scale';

export type Tone = 'accent' | 'ink' | 'soft' | 'faint';
export type Dash = 'solid' | 'dashed' | 'dotted';

export type DotShape = 'circle' | 'rect' | 'triangle' | 'diamond';

/** How a line is told from others: by its dashes and dots as much as by its tone. */
export interface LineLook {
  tone: Tone;
  dash: Dash;
  symbol: DotShape;
}

/** A value for each period; null breaks the line. */
export interface PeriodLine {
  name: string;
  values: (number | null)[];
  look: LineLook;
}

/** Lines over periods that follow each other without a gap. */
export interface LinesModel {
  periods: string[];
  lines: PeriodLine[];
  scale: Scale;
  valueLabel(value: number): string;
  /** What the tooltip says of a period. */
  tip(at: number): string;
}

const DOT_SIZE = 5.5;
// With few periods each value is a dot that can be pointed at; with many the dots would hide the line.
const MOST_DOTTED = 36;

export function linesOption(model: LinesModel, palette: Palette): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily: palette.font, color: palette.soft },
    grid: { left: marginFor(model), right: 28, top: 12, bottom: 22, outerBoundsMode: 'none' },
    tooltip: {
      ...tooltipLook(palette),
      // Names come from data, and are drawn as text, not read as HTML.
      renderMode: 'richText',
      formatter: (hits: { dataIndex: number }[]) => (hits[0] ? model.tip(hits[0].dataIndex) : ''),
    },
    xAxis: {
      type: 'category',
      data: model.periods,
      boundaryGap: model.periods.length === 1,
      axisLine: { lineStyle: { color: palette.strong } },
      axisTick: { lineStyle: { color: palette.strong }, alignWithLabel: true },
      axisLabel: { color: palette.soft, fontSize: 11, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: model.scale.min,
      max: model.scale.max,
      interval: model.scale.step,
      axisLabel: { color: palette.soft, fontSize: 11, formatter: model.valueLabel },
      splitLine: { lineStyle: { color: palette.hair } },
    },
    series: model.lines.map((line) => lineSeries(line, palette)),
  };
}

const DIGIT_PX = 6.5;

/** The room that the labels of the value axis take. */
function marginFor({ scale, valueLabel }: LinesModel): number {
  const count = Math.round((scale.max - scale.min) / scale.step) + 1;
  const lengths = Array.from({ length: count }, (_, at) => valueLabel(tidy(scale.min + at * scale.step)).length);
  return Math.max(24, 14 + DIGIT_PX * Math.max(...lengths));
}

function lineSeries({ name, values, look }: PeriodLine, palette: Palette) {
  const color = palette[look.tone];
  const isLone = (at: number) => (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null;
  const showAll = values.length <= MOST_DOTTED && look.tone !== 'faint';
  return {
    type: 'line',
    name,
    data: values,
    connectNulls: false,
    silent: true,
    z: look.tone === 'faint' ? 1 : 2,
    showAllSymbol: true,
    symbol: look.symbol,
    symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) => (showAll || isLone(dataIndex) ? DOT_SIZE : 0),
    lineStyle: { color, width: look.tone === 'faint' ? 1 : 1.75, type: look.dash, join: 'round' },
    itemStyle: { color },
  };
}
