/** The sampling settings, one set for every model of this browser. Knows no component. */
import { useState } from 'react';
import { keepSampling, readSampling, type FullSampling } from './sampling';

export function useSampling(): [FullSampling, (sampling: FullSampling) => void] {
  const [sampling, setSampling] = useState(readSampling);
  return [
    sampling,
    (next) => {
      setSampling(next);
      keepSampling(next);
    },
  ];
}
