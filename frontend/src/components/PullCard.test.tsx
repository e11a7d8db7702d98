/** What a card offers in each state of a download. */
import { fireEvent, render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import '@/locales/i18n';
import { PullCard } from './PullCard';

const thing = {
  icon: null,
  name: 'Tiny',
  description: '',
  facts: [],
  runId: null,
  taking: false,
  onEnd: () => undefined,
};

test('a paused download says what is there, and can go on or be thrown away', () => {
  const [onTake, onDiscard] = [vi.fn(), vi.fn()];
  render(
    <PullCard {...thing} state="absent" kept="1 MiB / 2 MiB" onTake={onTake} onDiscard={onDiscard} ready={null} />,
  );
  expect(screen.getByText('1 MiB / 2 MiB')).toBeTruthy();
  for (const button of screen.getAllByRole('button')) fireEvent.click(button);
  expect([onTake.mock.calls.length, onDiscard.mock.calls.length]).toEqual([1, 1]);
});

test('without anything kept there is one button, and none while it is being taken', () => {
  const { rerender } = render(<PullCard {...thing} state="absent" onTake={vi.fn()} ready={null} />);
  expect(screen.getAllByRole('button')).toHaveLength(1);
  rerender(<PullCard {...thing} state="pulling" onTake={vi.fn()} ready={null} />);
  expect(screen.queryAllByRole('button')).toHaveLength(0);
});
