/** The control of one hyper-parameter: a number, a choice or a list of texts. Knows no label beyond its own. */
import { InputNumber, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatRate } from '@/components/format';
import type { Choice, Field, Language, Value } from './declared';
import { SamplePrompts } from './SamplePrompts';

interface Props {
  id: string;
  field: Field;
  value: Value;
  initial: Value;
  isWrong: boolean;
  onChange: (value: Value) => void;
}

function NumberInput({ id, field, value, initial, isWrong, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <InputNumber<number>
      id={id}
      style={{ width: '100%' }}
      value={value as number | null}
      step={field.kind === 'integer' ? 1 : undefined}
      precision={field.kind === 'integer' ? 0 : undefined}
      status={isWrong ? 'error' : undefined}
      placeholder={field.optional ? t('jobs.create.never') : undefined}
      suffix={field.unit ? <span className="muted">{t(`jobs.units.${field.unit}`)}</span> : undefined}
      formatter={(number, { userTyping, input: typed }) =>
        userTyping || number === undefined || number === null ? typed : formatRate(Number(number))
      }
      onChange={(number) => onChange(number ?? (field.optional ? null : initial))}
    />
  );
}

export function SettingInput(props: Props) {
  const { field, value, isWrong, onChange } = props;
  const { t, i18n } = useTranslation();
  switch (field.kind) {
    case 'choice':
      return (
        <Segmented<Choice>
          block
          value={value as Choice}
          aria-label={field.label[i18n.language as Language]}
          options={field.choices.map((choice) => ({ value: choice, label: t(`jobs.choices.${choice}`) }))}
          onChange={(choice) => onChange(choice)}
        />
      );
    case 'texts':
      return (
        <SamplePrompts
          prompts={value as readonly string[]}
          most={field.max ?? 1}
          longest={field.longest}
          isWrong={isWrong}
          onChange={onChange}
        />
      );
    case 'integer':
    case 'number':
      return <NumberInput {...props} />;
  }
}
