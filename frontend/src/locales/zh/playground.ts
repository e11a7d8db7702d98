/** Texts of the playground pages. */
import type { Catalogue } from '../catalogue';

export const playground: Catalogue['playground'] = {
  title: '推理体验',
};
