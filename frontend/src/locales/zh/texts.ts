/** All Chinese texts, one file a feature. */
import type { Catalogue } from '../catalogue';
import { auth } from './auth';
import { common } from './everywhere';
import { components } from './components';
import { dashboard } from './dashboard';
import { datasets } from './datasets';
import { jobs } from './jobs';
import { models } from './models';
import { playground } from './playground';
import { rendered } from './rendered';
import { settings } from './settings';
import { shell } from './shell';

export const texts: Catalogue = {
  auth,
  common,
  components,
  dashboard,
  datasets,
  jobs,
  models,
  playground,
  rendered,
  settings,
  shell,
};
