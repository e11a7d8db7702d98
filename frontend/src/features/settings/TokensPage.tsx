/** API tokens: make one, see it once, revoke it. */
import { KeyOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tokensQuery, useCreateToken, useRevokeToken, type Token } from '@/api/tokens';
import { CodeBlock } from '@/components/CodeBlock';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNote } from '@/components/ErrorState';
import { Panel } from '@/components/Panel';
import { ResponsiveList } from '@/components/ResponsiveList';
import { Time } from '@/components/Time';
import { useConfirmDelete } from '@/components/useConfirmDelete';
import styles from './settings.module.css';
import { SettingsFrame } from './SettingsFrame';

const LONGEST_NAME = 120;

function ShownOnce({ token, onDone }: { token: string | null; onDone: () => void }) {
  const { t } = useTranslation();
  const example = `curl -H "Authorization: Bearer ${token ?? ''}" ${window.location.origin}/api/v1/jobs`;
  return (
    <Modal
      open={token !== null}
      title={t('settings.tokens.createdTitle')}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onDone}>
          {t('settings.tokens.done')}
        </Button>
      }
    >
      <div className={styles.secret}>
        <p>{t('settings.tokens.createdText')}</p>
        <CodeBlock text={token ?? ''} />
        <p className="muted">{t('settings.tokens.tryIt')}</p>
        <CodeBlock text={example} />
      </div>
    </Modal>
  );
}

function CreateToken({ onCreated }: { onCreated: (token: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const create = useCreateToken();
  const missing = tried && !name.trim();
  const submit = () => {
    setTried(true);
    if (!name.trim()) return;
    create.mutate(name.trim(), {
      onSuccess: ({ token }) => {
        setName('');
        setTried(false);
        onCreated(token);
      },
    });
  };
  return (
    <form
      className={styles.create}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={styles.name}>
        <Input
          value={name}
          maxLength={LONGEST_NAME}
          aria-label={t('settings.tokens.name')}
          placeholder={t('settings.tokens.namePlaceholder')}
          status={missing ? 'error' : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        {missing && (
          <p role="alert" className={styles.error}>
            {t('settings.tokens.nameRequired')}
          </p>
        )}
      </div>
      <Button type="primary" htmlType="submit" icon={<PlusOutlined />} loading={create.isPending}>
        {t('settings.tokens.create')}
      </Button>
      <ErrorNote error={create.error} />
    </form>
  );
}

function TokenList() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const tokens = useQuery(tokensQuery);
  const revoke = useRevokeToken();
  const confirm = useConfirmDelete();
  const ask = (token: Token) =>
    confirm({
      name: token.name,
      lost: t('settings.tokens.revokeLost'),
      onConfirm: async () => {
        await revoke.mutateAsync(token.id);
        message.success(t('settings.tokens.revoked'));
      },
    });
  const used = (token: Token) =>
    token.last_used_at ? (
      <Time value={token.last_used_at} />
    ) : (
      <span className="muted">{t('settings.tokens.never')}</span>
    );
  const button = (token: Token) => (
    <Button size="small" danger onClick={() => ask(token)}>
      {t('settings.tokens.revoke')}
    </Button>
  );
  return (
    <ResponsiveList<Token>
      label={t('settings.tabs.tokens')}
      rows={tokens.data}
      keyOf={(token) => token.id}
      error={tokens.error}
      onRetry={() => void tokens.refetch()}
      empty={
        <EmptyState icon={<KeyOutlined />} title={t('settings.tokens.none')} text={t('settings.tokens.noneHint')} />
      }
      columns={[
        { title: t('common.name'), dataIndex: 'name' },
        {
          title: t('settings.tokens.start'),
          dataIndex: 'start',
          render: (start: string) => <code className="mono">{start}…</code>,
        },
        {
          title: t('settings.tokens.created'),
          key: 'created',
          render: (_, token) => <Time value={token.created_at} />,
        },
        { title: t('settings.tokens.lastUsed'), key: 'used', render: (_, token) => used(token) },
        {
          title: <span className="visually-hidden">{t('common.actions')}</span>,
          key: 'action',
          align: 'right',
          render: (_, token) => button(token),
        },
      ]}
      card={(token) => (
        <div className={styles.card}>
          <strong>{token.name}</strong>
          <code className="mono">{token.start}…</code>
          {used(token)}
          {button(token)}
        </div>
      )}
    />
  );
}

export function TokensPage() {
  const { t } = useTranslation();
  const [token, setToken] = useState<string | null>(null);
  return (
    <SettingsFrame tab="tokens">
      <div className={styles.stack}>
        <p className="muted">{t('settings.tokens.lead')}</p>
        <Panel>
          <CreateToken onCreated={setToken} />
        </Panel>
        <Panel flush>
          <TokenList />
        </Panel>
      </div>
      <ShownOnce token={token} onDone={() => setToken(null)} />
    </SettingsFrame>
  );
}
