/** Where the models pages live. */
import type { RouteObject } from 'react-router-dom';

export const routes: RouteObject[] = [];
