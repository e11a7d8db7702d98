import { expect, test } from 'vitest';
import { advise } from './advise';

test('more than ten to one is an imbalance, and fewer than 50 rows are few', () => {
  expect(advise({ good: 1200, bad: 100 })).toEqual({ imbalance: 12, scarce: null });
  expect(advise({ good: 60, bad: 20 })).toEqual({ imbalance: null, scarce: 'bad' });
  expect(advise({ good: 60, bad: 60 })).toEqual({ imbalance: null, scarce: null });
  expect(advise({})).toEqual({ imbalance: null, scarce: null });
});
