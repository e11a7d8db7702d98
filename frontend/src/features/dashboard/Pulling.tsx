/** A thing of the first steps that is taken with one click, and its progress. */
import { Button } from 'antd';
import { RunProgress } from '@/components/RunProgress';
import type { Thing } from './useQuickStart';

interface Props {
  thing: Thing | undefined;
  action: string;
  onTake: () => void;
}

export function Pulling({ thing, action, onTake }: Props) {
  if (!thing || thing.state === 'ready') return null;
  return (
    <div style={{ display: 'grid', gap: 6, justifyItems: 'start' }}>
      {thing.runId !== null && (
        <div style={{ width: '100%' }}>
          <RunProgress runId={thing.runId} name={thing.name} onEnd={thing.refresh} />
        </div>
      )}
      {thing.state !== 'pulling' && (
        <Button size="small" onClick={onTake}>
          {action}
        </Button>
      )}
    </div>
  );
}
