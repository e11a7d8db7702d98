/** Texts of the models pages. */
import type { Catalogue } from '../catalogue';

export const models: Catalogue['models'] = {
  title: 'models',
};
