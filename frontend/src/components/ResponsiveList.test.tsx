import { render, screen } from '@testing-library/react';
import { App } from 'antd';
import { expect, test, vi } from 'vitest';
import { ApiError } from '@/api/errors';
import { ResponsiveList } from './ResponsiveList';

interface Row {
  id: number;
  name: string;
}

function show(props: Partial<Parameters<typeof ResponsiveList<Row>>[0]>) {
  return render(
    <App>
      <ResponsiveList<Row>
        label="Things"
        rows={[]}
        keyOf={(row) => row.id}
        columns={[{ key: 'name', title: 'Name', dataIndex: 'name' }]}
        card={(row) => row.name}
        empty={<p>Nothing yet</p>}
        {...props}
      />
    </App>,
  );
}

test('while loading there is a skeleton, then the rows', () => {
  const { container, unmount } = show({ rows: undefined });
  expect(container.querySelector('[aria-busy]')).toBeInTheDocument();
  unmount();
  show({ rows: [{ id: 1, name: 'first' }] });
  expect(screen.getByText('first')).toBeInTheDocument();
});

test('never had data and filtered away are told apart', () => {
  const { unmount } = show({});
  expect(screen.getByText('Nothing yet')).toBeInTheDocument();
  unmount();
  const clear = vi.fn();
  show({ filtered: true, onClearFilters: clear });
  screen.getByRole('button', { name: 'Clear filters' }).click();
  expect(clear).toHaveBeenCalledOnce();
});

test('an error is told in words, with its request id and a retry', () => {
  const retry = vi.fn();
  const error = new ApiError({ code: 'database_away', params: {}, message: '', request_id: 'abc123' }, 503);
  show({ error, onRetry: retry });
  expect(screen.getByText('The database cannot be reached at the moment.')).toBeInTheDocument();
  expect(screen.getByText('abc123')).toBeInTheDocument();
  screen.getByRole('button', { name: 'Retry' }).click();
  expect(retry).toHaveBeenCalledOnce();
});
