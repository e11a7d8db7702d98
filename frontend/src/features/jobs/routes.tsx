/** Where the jobs pages live. */
import type { RouteObject } from 'react-router-dom';

export const routes: RouteObject[] = [];
