import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { StateTag } from './StateTag';

test('a state is a word, and a running job that was asked to stop is stopping', () => {
  const { rerender } = render(<StateTag state="RUNNING" />);
  expect(screen.getByText('Running')).toBeInTheDocument();
  rerender(<StateTag state="RUNNING" stopping />);
  expect(screen.getByText('Stopping')).toBeInTheDocument();
  rerender(<StateTag state="STOPPED" stopping />);
  expect(screen.getByText('Stopped')).toBeInTheDocument();
});

test('a waiting job tells its place, or that it will resume after a crash', () => {
  const { rerender } = render(<StateTag state="PENDING" queuePosition={2} />);
  expect(screen.getByText('Queued (no. 2)')).toBeInTheDocument();
  rerender(<StateTag state="PENDING" attempt={2} queuePosition={1} />);
  expect(screen.getByText('Interrupted (resumes)')).toBeInTheDocument();
});
