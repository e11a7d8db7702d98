/** What a row is, and which column is which: of a file that was read, or of one whose columns could not be guessed. */
import { AutoComplete, Form, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './datasets.module.css';
import { ROW_KINDS, SLOTS, suggested, type Chosen, type RowKind } from './mappings';

export interface Column {
  name: string;
  example: string;
}

interface Props {
  columns: readonly Column[];
  kind: RowKind;
  chosen: Chosen;
  onChange: (kind: RowKind, chosen: Chosen) => void;
  /** A column that is not in the list may be named. */
  free?: boolean;
  /** How labels are told apart, for a file that was read. */
  separator?: React.ReactNode;
}

export function KindChoice({ kind, onKind }: { kind: RowKind; onKind: (kind: RowKind) => void }) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      className={styles.kinds}
      value={kind}
      aria-label={t('datasets.mapping.kind')}
      onChange={(event) => onKind(event.target.value as RowKind)}
    >
      {ROW_KINDS.map((value) => (
        <Radio key={value} value={value} className={styles.kind}>
          <strong>{t(`datasets.mapping.kinds.${value}.label`)}</strong>
          <span className="muted">{t(`datasets.mapping.kinds.${value}.hint`)}</span>
        </Radio>
      ))}
    </Radio.Group>
  );
}

export function MappingFields({ columns, kind, chosen, onChange, free = false, separator }: Props) {
  const { t } = useTranslation();
  const names = columns.map(({ name }) => name);
  const options = columns.map(({ name, example }) => ({ value: name, label: name, example }));
  const none = { value: '', label: t('datasets.mapping.noColumn'), example: '' };
  const set = (slot: string, value: string) => onChange(kind, { ...chosen, [slot]: value });
  return (
    <>
      <KindChoice kind={kind} onKind={(next) => onChange(next, suggested(next, names))} />
      <div className={styles.mapping}>
        {SLOTS[kind].map(({ name, required }) => {
          const id = `column-${name}`;
          const shared = { id, value: chosen[name] ?? '', onChange: (value: string) => set(name, value ?? '') };
          return (
            <Form.Item
              key={name}
              htmlFor={id}
              label={t(`datasets.mapping.slots.${name}`) + (required ? '' : ` (${t('common.optional')})`)}
            >
              {free ? (
                <AutoComplete {...shared} options={options} allowClear={!required} />
              ) : (
                <Select
                  {...shared}
                  showSearch
                  options={required ? options : [none, ...options]}
                  optionRender={({ data }) => (
                    <div>
                      {data.label}
                      {data.example && (
                        <div className={`muted ${styles.miniText}`}>
                          {t('datasets.mapping.example', { example: data.example })}
                        </div>
                      )}
                    </div>
                  )}
                />
              )}
            </Form.Item>
          );
        })}
        {kind === 'labelled' && separator}
      </div>
    </>
  );
}
