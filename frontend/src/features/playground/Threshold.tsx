/** From which probability on a label is given: a slider and a way back to the default. */
import { UndoOutlined } from '@ant-design/icons';
import { Button, Slider } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatPercent } from '@/components/format';
import { usualThreshold } from './given';
import styles from './playground.module.css';

interface Props {
  several: boolean;
  value: number;
  onChange: (value: number) => void;
}

export function Threshold({ several, value, onChange }: Props) {
  const { t } = useTranslation();
  const usual = usualThreshold(several);
  const percent = (share = 0) => formatPercent(share, 0);
  return (
    <div className={styles.threshold}>
      <strong>{t('playground.threshold')}</strong>
      <Slider
        className={styles.slider}
        min={0}
        max={1}
        step={0.01}
        value={value}
        ariaLabelForHandle={t('playground.threshold')}
        ariaValueTextFormatterForHandle={percent}
        tooltip={{ formatter: percent }}
        onChange={onChange}
      />
      <output>{percent(value)}</output>
      {value !== usual && (
        <Button type="link" size="small" icon={<UndoOutlined />} onClick={() => onChange(usual)}>
          {t('playground.thresholdDefault', { percent: percent(usual) })}
        </Button>
      )}
      <span className={styles.thresholdHint}>
        {several ? t('playground.thresholdSeveral') : t('playground.thresholdOne')}
      </span>
    </div>
  );
}
