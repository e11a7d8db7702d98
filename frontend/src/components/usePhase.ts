/** A phase's name in the shown language; an unknown one stays as it is. */
import { useTranslation } from 'react-i18next';
import type { Catalogue } from '@/locales/catalogue';

type PhaseName = keyof Catalogue['common']['phase'];
const PHASES: readonly string[] = [
  'queue',
  'download',
  'load',
  'data',
  'train',
  'evaluate',
  'save',
  'verify',
  'convert',
  'ready',
] satisfies PhaseName[];

function isPhase(phase: string): phase is PhaseName {
  return PHASES.includes(phase);
}

export function usePhase(): (phase: string) => string {
  const { t } = useTranslation();
  return (phase) => (isPhase(phase) ? t(`common.phase.${phase}`) : phase);
}
