/** A table that scrolls sideways when it is wider than its place, by keyboard too. Knows no data. */
import { Table, type TableProps } from 'antd';
import { useEffect, useRef } from 'react';

interface Props<Row> extends TableProps<Row> {
  label: string;
}

/** Only a table that does scroll is a stop of the Tab key. */
function useReachable(): React.RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const view = box.current?.querySelector<HTMLElement>('.ant-table-content');
    if (!view) return;
    const watch = new ResizeObserver(() => {
      if (view.scrollWidth > view.clientWidth) view.tabIndex = 0;
      else view.removeAttribute('tabindex');
    });
    watch.observe(view);
    const table = view.querySelector('table');
    if (table) watch.observe(table);
    return () => watch.disconnect();
  }, []);
  return box;
}

export function WideTable<Row extends object>({ label, ...props }: Props<Row>) {
  const box = useReachable();
  return (
    <div ref={box} role="region" aria-label={label}>
      <Table<Row> pagination={false} scroll={{ x: 'max-content' }} {...props} />
    </div>
  );
}
