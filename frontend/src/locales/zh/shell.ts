/** Texts of the frame around every page. */
import type { Catalogue } from '../catalogue';

export const shell: Catalogue['shell'] = {
  tagline: '不写代码，微调你自己的大模型',
  skip: '跳到主要内容',
  nav: {
    label: '主导航',
    dashboard: '概览',
    datasets: '数据集',
    models: '模型',
    jobs: '训练任务',
    playground: '推理体验',
    settings: '设置',
    open: '打开菜单',
    fold: '收起侧栏',
    unfold: '展开侧栏',
  },
  live: {
    live: '实时',
    reconnecting: '重连中',
    polling: '轮询',
    liveHint: '变化会立即显示',
    reconnectingHint: '连接已断开，正在重试',
    pollingHint: '没有实时连接，每隔几秒查询一次',
  },
  language: '语言',
  theme: { label: '主题', light: '浅色', dark: '深色', system: '跟随系统' },
  user: { menu: '账号', tokens: 'API 令牌', appearance: '外观', docs: 'API 文档' },
  demo: {
    label: '演示模式',
    text: '演示模式：仅本机可以访问。',
    account: '账号',
  },
  unreachable: '无法连接服务器，正在重试…',
  backAgain: '已重新连接服务器',
  notFound: { title: '这里什么也没有', text: '地址 {{path}} 不存在。', home: '返回概览' },
  crash: { title: '页面出现问题', text: '您的数据和正在运行的训练不受影响。', reload: '重新加载' },
};
