import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { ConfusionMatrix } from './ConfusionMatrix';

const labels = ['bad', 'good'];
const counts = [
  [5, 2],
  [0, 9],
];

test('a count is opened by keyboard, an empty cell is not', async () => {
  const open = vi.fn();
  render(<ConfusionMatrix labels={labels} counts={counts} onOpen={open} />);
  expect(screen.getAllByRole('button')).toHaveLength(3);
  screen.getByRole('button', { name: /2 rows of “bad”/ }).focus();
  await userEvent.keyboard('{Enter}');
  expect(open).toHaveBeenCalledWith(expect.objectContaining({ cell: { label: 'bad', guess: 'good' } }));
});

test('without known rows the matrix is only read', () => {
  render(<ConfusionMatrix labels={labels} counts={counts} onOpen={null} />);
  expect(screen.queryAllByRole('button')).toHaveLength(0);
  expect(screen.getByText('9')).toBeInTheDocument();
});
