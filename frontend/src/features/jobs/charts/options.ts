/** Lines and choices to an ECharts option, in our colours. Knows no React. */
import type { EChartsCoreOption } from 'echarts/core';
import { PALETTES, SERIES, type ThemeName } from '@/theme/palette';
import type { Line } from './points';

export interface DrawnLine extends Line {
  /** Position in the palette; a faint line is the raw one behind its smoothed self. */
  color: number;
  faint?: boolean;
  dots?: boolean;
  best?: number | null;
}

export interface ChartLook {
  theme: ThemeName;
  logScale: boolean;
  percent?: boolean;
  narrow: boolean;
  formatX: (value: number) => string;
}

function format(value: number, percent: boolean): string {
  if (percent) return `${(value * 100).toFixed(1)}%`;
  if (value === 0) return '0';
  return Math.abs(value) < 0.01 || Math.abs(value) >= 1e5
    ? value.toExponential(1)
    : String(Number(value.toPrecision(4)));
}

function seriesOf(line: DrawnLine, look: ChartLook): object {
  const colors = SERIES[look.theme];
  const color = colors[line.color % colors.length];
  return {
    type: 'line',
    name: line.name,
    data: line.pairs,
    showSymbol: line.dots === true || line.pairs.length === 1,
    symbolSize: 7,
    silent: line.faint,
    animation: false,
    lineStyle: { width: line.faint ? 1 : 2, color, opacity: line.faint ? 0.28 : 1 },
    itemStyle: { color, opacity: line.faint ? 0.28 : 1 },
    emphasis: { disabled: true },
    markPoint:
      line.best == null
        ? undefined
        : {
            symbol: 'pin',
            symbolSize: 30,
            label: { formatter: '★', color: '#fff' },
            data: line.pairs.filter(([x]) => x === line.best).map((pair) => ({ coord: pair })),
          },
  };
}

export function chartOption(lines: readonly DrawnLine[], look: ChartLook): EChartsCoreOption {
  const palette = PALETTES[look.theme];
  const text = { color: palette.textTertiary, fontSize: 12 };
  const shown = lines.filter((line) => line.pairs.length > 0);
  return {
    backgroundColor: 'transparent',
    grid: { left: 8, right: 14, top: shown.length > 1 ? 36 : 14, bottom: 8, containLabel: true },
    legend: {
      show: shown.length > 1,
      top: 0,
      left: 0,
      icon: 'roundRect',
      itemWidth: 14,
      itemHeight: 4,
      textStyle: text,
      data: shown.filter((line) => !line.faint).map((line) => line.name),
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.border,
      textStyle: { color: palette.text, fontSize: 12.5 },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? format(value, look.percent === true) : '–'),
    },
    xAxis: {
      type: 'value',
      min: 'dataMin',
      max: 'dataMax',
      splitNumber: look.narrow ? 3 : 6,
      axisLabel: { ...text, formatter: look.formatX, hideOverlap: true },
      axisLine: { lineStyle: { color: palette.border } },
      axisPointer: { label: { show: false } },
      splitLine: { show: false },
    },
    yAxis: {
      type: look.logScale ? 'log' : 'value',
      scale: true,
      splitNumber: 4,
      axisLabel: { ...text, formatter: (value: number) => format(value, look.percent === true) },
      splitLine: { lineStyle: { color: palette.border } },
    },
    dataZoom: [{ type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: true }],
    series: shown.map((line) => seriesOf(line, look)),
  };
}
