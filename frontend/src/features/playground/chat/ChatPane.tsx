/** Talking to one model. */
import { Grid } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { useRef, useState } from 'react';
import type { Model } from '@/api/models';
import { useSession } from '@/api/session';
import { Panel } from '@/components/Panel';
import { saveFile } from '../texts';
import styles from './chat.module.css';
import { CodeDialog } from './CodeDialog';
import { Composer } from './Composer';
import { Conversation } from './Conversation';
import { ExampleQuestions } from './ExampleQuestions';
import { Parameters } from './Parameters';
import { ParametersPlace } from './ParametersPlace';
import { messagesOf } from './talk';
import { TalkTools } from './TalkTools';
import { useSampling } from './useSampling';
import { useTalk } from './useTalk';

/** `calledAs`: what a program calls the model. */
export function ChatPane({ model, calledAs }: { model: Model; calledAs: string }) {
  const person = useSession()?.user?.id ?? 0;
  const { talk, busy, ask, stop, clear, setSystem } = useTalk(model, `${person}.talk.${model.id}`);
  const [sampling, setSampling] = useSampling();
  const [open, setOpen] = useState(false);
  const beside = Grid.useBreakpoint().xl ?? false;
  const input = useRef<TextAreaRef>(null);
  const focus = () => input.current?.focus();
  const send = (question: string, at?: number) => {
    ask(question, sampling, at);
    focus();
  };
  return (
    <ParametersPlace
      beside={beside}
      open={open}
      onClose={() => setOpen(false)}
      parameters={
        <Parameters
          sampling={sampling}
          onSampling={setSampling}
          system={talk.system}
          onSystem={model.has_chat_template ? setSystem : undefined}
        />
      }
    >
      <Panel flush>
        <div className={styles.pane}>
          <Conversation
            talk={talk}
            label={model.name}
            empty={<ExampleQuestions model={model} onPick={send} />}
            onAsk={send}
            onDone={focus}
            locked={busy}
          />
          <Composer input={input} busy={busy} onSend={send} onStop={stop}>
            <TalkTools
              onParameters={beside ? undefined : () => setOpen(true)}
              empty={talk.exchanges.length === 0}
              onExport={() =>
                saveFile(
                  'conversation.json',
                  JSON.stringify({ messages: messagesOf(talk), model: model.name, sampling }, null, 2),
                  'application/json',
                )
              }
              onClear={() => {
                clear();
                focus();
              }}
            />
            {model.has_chat_template && <CodeDialog name={calledAs} talk={talk} sampling={sampling} />}
          </Composer>
        </div>
      </Panel>
    </ParametersPlace>
  );
}
