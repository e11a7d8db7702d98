/** Where the model of a job is tried: a language model is talked to, a classifier is given texts. Knows no component. */
import type { Job } from '@/api/jobs';

export function tryAddress({ objective, output_model_id: id }: Pick<Job, 'objective' | 'output_model_id'>): string {
  return objective === 'chat' ? `/playground?mode=chat&model=${id ?? ''}` : `/playground?model=${id ?? ''}`;
}
