import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { SamplePrompts } from './SamplePrompts';

function Held({ first }: { first: readonly string[] }) {
  const [prompts, setPrompts] = useState(first);
  return <SamplePrompts prompts={prompts} most={3} longest={20} isWrong={false} onChange={setPrompts} />;
}

test('a prompt is added, written and removed', () => {
  render(<Held first={['one']} />);
  fireEvent.click(screen.getByRole('button', { name: /Add a prompt/ }));
  fireEvent.change(screen.getByRole('textbox', { name: 'Prompt 2' }), { target: { value: 'two' } });
  fireEvent.click(screen.getByRole('button', { name: 'Remove prompt 1' }));
  expect(screen.getAllByRole<HTMLTextAreaElement>('textbox').map(({ value }) => value)).toEqual(['two']);
});

test('no more prompts can be added than the server takes', () => {
  render(<Held first={['one', 'two', 'three']} />);
  expect(screen.queryByRole('button', { name: /Add a prompt/ })).not.toBeInTheDocument();
});

test('without prompts it says what is asked instead', () => {
  render(<Held first={[]} />);
  expect(screen.getByText(/first questions of the validation rows/)).toBeInTheDocument();
});
