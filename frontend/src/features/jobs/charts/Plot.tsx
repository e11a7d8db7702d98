/** A canvas with one chart: redraws at most twice a second and not while the tab is hidden. Knows no training. */
import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef } from 'react';
import styles from './charts.module.css';
import type { Chart } from './echarts';

const REDRAW_MILLISECONDS = 500;

export function Plot({ option, summary }: { option: EChartsCoreOption; summary: string }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const wanted = useRef(option);
  const timer = useRef<number | undefined>(undefined);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let gone = false;
    const observer = new ResizeObserver(() => chart.current?.resize());
    void import('./echarts').then(({ init }) => {
      if (gone) return;
      chart.current = init(element, undefined, { renderer: 'canvas' });
      chart.current.setOption(wanted.current);
      observer.observe(element);
    });
    return () => {
      gone = true;
      window.clearTimeout(timer.current);
      timer.current = undefined;
      observer.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    wanted.current = option;
    if (timer.current !== undefined) return;
    const draw = () => {
      timer.current = undefined;
      if (document.hidden) {
        timer.current = window.setTimeout(draw, REDRAW_MILLISECONDS);
        return;
      }
      chart.current?.setOption(wanted.current, { replaceMerge: ['series'] });
    };
    timer.current = window.setTimeout(draw, chart.current ? REDRAW_MILLISECONDS : 0);
  }, [option]);

  return <div ref={box} className={styles.plot} role="img" aria-label={summary} />;
}
