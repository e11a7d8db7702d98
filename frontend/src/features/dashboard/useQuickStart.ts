/** Gets the sample data and the starter model together, then opens a training that is filled in. Starts no training. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router-dom';
import { samplesQuery, useTakeSample } from '@/api/datasets';
import { startersQuery, useTakeStarter } from '@/api/models';
import { useErrorToast } from '@/components/useErrorText';

export interface Thing {
  name: string;
  state: 'absent' | 'pulling' | 'ready' | 'failed';
  runId: number | null;
  refresh: () => void;
}

export function useQuickStart() {
  const { i18n } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const failed = useErrorToast();
  const sample = useQuery(samplesQuery).data?.[0];
  const starter = useQuery(startersQuery).data?.[0];
  const takeSample = useTakeSample();
  const takeStarter = useTakeStarter();
  const [wanted, setWanted] = useState(false);
  const refresh = () => {
    for (const queryKey of [
      samplesQuery.queryKey,
      startersQuery.queryKey,
      ['overview'],
      ['datasets', 'list'],
      ['models', 'list'],
    ]) {
      void client.invalidateQueries({ queryKey });
    }
  };
  const giveUp = (error: unknown) => {
    setWanted(false);
    failed(error);
  };
  const getSample = () => sample && takeSample.mutate(sample.key, { onError: giveUp });
  const getStarter = () => starter && takeStarter.mutate(starter.key, { onError: giveUp });
  const trainAddress = `/jobs/new?dataset=${sample?.dataset_ids[0] ?? ''}&model=${starter?.model_id ?? ''}`;
  const states = [sample?.state, starter?.state];
  const ready = states.every((state) => state === 'ready');
  const broken = states.includes('failed');
  const go = useEffectEvent(() => void navigate(trainAddress));
  useEffect(() => {
    if (wanted && ready) go();
  }, [wanted, ready]);
  const thing = (name: string | undefined, of: { state: Thing['state']; run_id: number | null } | undefined) =>
    of && { name: name ?? '', state: of.state, runId: of.run_id, refresh };
  return {
    sample: thing(sample?.name[i18n.language === 'zh' ? 'zh' : 'en'], sample),
    starter: thing(starter?.name, starter),
    busy: wanted && !ready && !broken,
    trainAddress,
    takeSample: getSample,
    takeStarter: getStarter,
    begin: () => {
      setWanted(true);
      if (sample?.state === 'absent' || sample?.state === 'failed') getSample();
      if (starter?.state === 'absent' || starter?.state === 'failed') getStarter();
    },
  };
}
