/** The shape of all texts: English is written first, Chinese must have the same keys (types and a test say so). */
import type { Texts } from './en/texts';

export type Catalogue = Texts;
