/** The entries of the main navigation: only pages that exist. Knows no page from inside. */
import {
  AppstoreOutlined,
  DatabaseOutlined,
  DeploymentUnitOutlined,
  ExperimentOutlined,
  SettingOutlined,
  ThunderboltOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';

type NavKey = 'dashboard' | 'datasets' | 'models' | 'jobs' | 'playground' | 'settings';

export interface NavEntry {
  key: NavKey;
  to: string;
  icon: ReactNode;
}

export const NAVIGATION: readonly NavEntry[] = [
  { key: 'dashboard', to: '/', icon: <AppstoreOutlined /> },
  { key: 'datasets', to: '/datasets', icon: <DatabaseOutlined /> },
  { key: 'models', to: '/models', icon: <DeploymentUnitOutlined /> },
  { key: 'jobs', to: '/jobs', icon: <ThunderboltOutlined /> },
  { key: 'playground', to: '/playground', icon: <ExperimentOutlined /> },
  { key: 'settings', to: '/settings', icon: <SettingOutlined /> },
];
