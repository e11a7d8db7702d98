/** Says by hand what a row is and which columns it has when that could not be guessed; the same file is then sent again. */
import { Button, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { columnsIn } from './checks';
import { MappingFields } from './MappingFields';
import { formFieldsOf, isComplete, suggested, type Chosen, type RowKind } from './mappings';
import styles from './datasets.module.css';

interface Props {
  error: unknown;
  onSend: (fields: Record<string, string>) => void;
}

export function ChooseColumns({ error, onSend }: Props) {
  const { t } = useTranslation();
  const names = columnsIn(error);
  const [kind, setKind] = useState<RowKind>('labelled');
  const [chosen, setChosen] = useState<Chosen>(() => suggested('labelled', names));
  return (
    <Form layout="vertical" onFinish={() => onSend(formFieldsOf(kind, chosen))}>
      <p style={{ marginBottom: 12, fontWeight: 600 }}>{t('datasets.new.chooseColumns')}</p>
      <MappingFields
        free
        columns={names.map((name) => ({ name, example: '' }))}
        kind={kind}
        chosen={chosen}
        onChange={(next, columns) => {
          setKind(next);
          setChosen(columns);
        }}
      />
      <div className={styles.send}>
        <Button type="primary" htmlType="submit" disabled={!isComplete(kind, chosen)}>
          {t('datasets.new.sendAgain')}
        </Button>
      </div>
    </Form>
  );
}
