import { fireEvent, render, screen } from '@testing-library/react';
import { App } from 'antd';
import { useState } from 'react';
import { expect, test } from 'vitest';
import type { Row } from '@/api/datasets';
import { RowDrawer } from './RowDrawer';

function rowOf(question: string, answer: string): Row {
  const turns = [
    { role: 'user', content: question, tool_calls: [] },
    { role: 'assistant', content: answer, tool_calls: [] },
  ] as const;
  return {
    line: 1,
    text: question,
    label: null,
    labels: null,
    conversation: { turns: turns.map((turn) => ({ ...turn, tool_calls: [] })), tools: null },
    raw: { ask: `raw ${question}` },
  };
}

const ROWS = [rowOf('First?', 'One.'), rowOf('<b>Second?</b>', 'Two.')];

function Shown() {
  const [index, setIndex] = useState<number | null>(0);
  return (
    <App>
      <RowDrawer rows={ROWS} index={index} onIndex={setIndex} />
    </App>
  );
}

test('the arrow keys move to the neighbours and stop at the ends, even when all rows stand on one line', () => {
  render(<Shown />);
  expect(screen.getByText('First?')).toBeInTheDocument();
  expect(screen.getByText(/raw First/)).toBeInTheDocument();
  fireEvent.keyDown(window, { key: 'ArrowDown' });
  fireEvent.keyDown(window, { key: 'ArrowDown' });
  expect(screen.getByText('Two.')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Next row' })).toBeDisabled();
  fireEvent.keyDown(window, { key: 'ArrowUp' });
  expect(screen.getByText('One.')).toBeInTheDocument();
});

test('each turn says who speaks, and no HTML of it is interpreted', () => {
  render(<Shown />);
  fireEvent.keyDown(window, { key: 'ArrowDown' });
  expect(screen.getByText('User')).toBeInTheDocument();
  expect(screen.getByText('Assistant')).toBeInTheDocument();
  expect(screen.getByText('<b>Second?</b>')).toBeInTheDocument();
});
