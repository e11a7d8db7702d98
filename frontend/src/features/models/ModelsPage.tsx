/** The model library: base and tuned models, starters, a folder to add. Drawer and filters are in the address. */
import { FolderAddOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { modelsQuery, type ModelFilter } from '@/api/models';
import { PageHeader } from '@/components/PageHeader';
import { Panel } from '@/components/Panel';
import { SearchBox } from '@/components/SearchBox';
import { StarterList } from '@/components/StarterList';
import { usePaging, useUrlState } from '@/components/useUrlState';
import { AddFolder } from './AddFolder';
import { ModelDrawer } from './ModelDrawer';
import { ModelList } from './ModelList';
import styles from './models.module.css';
import { PackagePulls } from './PackagePulls';

const KINDS = ['all', 'base', 'tuned'] as const;
type Kind = (typeof KINDS)[number];
/** A tuned language model can be trained on, but is listed with what came of trainings. */
const OF_KIND: Record<Kind, Pick<ModelFilter, 'base' | 'tuned'>> = {
  all: {},
  base: { base: true, tuned: false },
  tuned: { tuned: true },
};

export function ModelsPage() {
  const { t } = useTranslation();
  const [get, change] = useUrlState();
  const paging = usePaging();
  const search = get('search');
  const kind = KINDS.find((known) => known === get('kind')) ?? 'all';
  const list = useQuery(modelsQuery({ search, ...OF_KIND[kind], page: paging.page, pageSize: paging.pageSize }));
  return (
    <>
      <PageHeader
        title={t('models.title')}
        lead={t('models.lead')}
        actions={
          <Button icon={<FolderAddOutlined />} onClick={() => change({ add: 'folder' })}>
            {t('models.addFolder')}
          </Button>
        }
      />
      <div className={styles.filters}>
        <Segmented<Kind>
          value={kind}
          options={KINDS.map((value) => ({ value, label: t(`models.sources.${value}`) }))}
          onChange={(value) => change({ kind: value === 'all' ? '' : value })}
        />
        <SearchBox
          value={search}
          onSearch={(text) => change({ search: text })}
          placeholder={t('models.searchPlaceholder')}
        />
      </div>
      <Panel flush>
        <ModelList
          list={list}
          tunedOnly={kind === 'tuned'}
          filtered={search !== ''}
          onClearFilters={() => change({ search: '' })}
          onOpen={(model) => change({ model: String(model.id) })}
          paging={paging}
        />
      </Panel>
      <PackagePulls />
      <Panel
        title={t('models.starters.heading')}
        extra={<span className="muted">{t('models.starters.lead')}</span>}
        className={styles.after}
        flush
      >
        <StarterList />
      </Panel>
      <AddFolder
        open={get('add') !== ''}
        kind={get('add')}
        onKind={(value) => change({ add: value })}
        onClose={() => change({ add: '' })}
      />
      <ModelDrawer id={Number(get('model')) || null} onClose={() => change({ model: '' })} />
    </>
  );
}
