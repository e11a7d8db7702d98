/** Texts of the settings pages. */
import type { Catalogue } from '../catalogue';

export const settings: Catalogue['settings'] = {
  title: 'settings',
};
