/** 设置页面的文字。 */
import type { Catalogue } from '../catalogue';

export const settings: Catalogue['settings'] = {
  title: '设置',
  tabs: { tokens: 'API 令牌', appearance: '外观' },
  tokens: {
    lead: '令牌让脚本拥有与您相同的权限。它只显示一次，请像密码一样保管。',
    name: '用途',
    namePlaceholder: '例如：每晚训练脚本',
    nameRequired: '请填写用途',
    create: '创建令牌',
    createdTitle: '新的令牌',
    createdText: '请立即复制：之后不会再显示。',
    tryIt: '试一试',
    done: '我已复制',
    start: '开头',
    created: '创建时间',
    lastUsed: '最近使用',
    never: '从未',
    revoke: '撤销',
    revokeLost: '使用它的脚本会立即被拒绝。',
    revoked: '令牌已撤销',
    none: '还没有令牌',
    noneHint: '创建一个令牌，就可以在脚本或其他程序中使用本平台。',
  },
  appearance: {
    language: '语言',
    theme: '主题',
    density: '密度',
    standard: '标准',
    compact: '紧凑',
    singleKeys: '单键快捷键',
    on: '开启',
    off: '关闭',
  },
};
