/** Texts of the jobs pages. */
import type { Catalogue } from '../catalogue';

export const jobs: Catalogue['jobs'] = {
  title: '训练任务',
};
