import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { PageTabs } from './PageTabs';

function Example() {
  const [active, setActive] = useState('');
  return (
    <PageTabs
      label="Example"
      active={active}
      onChange={setActive}
      tabs={[
        { key: 'one', label: 'One', content: 'first panel' },
        { key: 'two', label: 'Two', content: 'second panel' },
      ]}
    />
  );
}

test('the first tab is open when none is named, and arrow keys go round', async () => {
  render(<Example />);
  expect(screen.getByRole('tabpanel', { name: 'One' })).toHaveTextContent('first panel');
  screen.getByRole('tab', { name: 'One' }).focus();
  await userEvent.keyboard('{ArrowLeft}');
  expect(screen.getByRole('tab', { name: 'Two' })).toHaveFocus();
  expect(screen.getByRole('tabpanel', { name: 'Two' })).toHaveTextContent('second panel');
  expect(screen.queryByText('first panel')).not.toBeInTheDocument();
});
