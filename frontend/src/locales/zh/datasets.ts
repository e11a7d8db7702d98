/** Texts of the datasets pages. */
import type { Catalogue } from '../catalogue';

export const datasets: Catalogue['datasets'] = {
  title: 'datasets',
};
