/** Texts of the dashboard pages. */
import type { Catalogue } from '../catalogue';

export const dashboard: Catalogue['dashboard'] = {
  title: 'dashboard',
};
